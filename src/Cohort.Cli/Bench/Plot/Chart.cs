namespace Cohort.Cli.Bench.Plot;

/// <summary>A picture with two axes and some curves.</summary>
/// <param name="Title">What it shows, with the unit.</param>
/// <param name="Across">The axis below.</param>
/// <param name="Up">The axis to the left.</param>
/// <param name="Curves">The curves, at least one.</param>
internal sealed record Chart(string Title, Axis Across, Axis Up, IReadOnlyList<Curve> Curves);

/// <summary>A curve.</summary>
/// <param name="Name">What it is, for the legend.</param>
/// <param name="Look">Curves of one look belong together; 0 is the first.</param>
/// <param name="IsFloor">Whether it shows bare sockets.</param>
/// <param name="Dots">Its dots, from left to right.</param>
internal sealed record Curve(string Name, int Look, bool IsFloor, IReadOnlyList<Dot> Dots);

/// <summary>A dot of a curve.</summary>
/// <param name="X">Where it stands.</param>
/// <param name="Y">How high: the median.</param>
/// <param name="Least">The smallest of the repetitions.</param>
/// <param name="Most">The largest of them.</param>
internal readonly record struct Dot(double X, double Y, double Least, double Most);
