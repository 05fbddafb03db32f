namespace Cohort.Simulation.Diagrams;

/// <summary>Where everything stands on the page: time runs to the right, and each lane has a line of its own.</summary>
internal sealed class Plan
{
    public const double Left = 92;
    public const double RightMargin = 28;
    public const double LaneHeight = 62;
    public const double ViewRowHeight = 19;
    public const double FaultRowHeight = 20;

    public Plan(Scene scene, DiagramOptions options)
    {
        Scene = scene;
        Width = Math.Max(480, options.Width);
        From = options.From ?? scene.Begin;
        To = options.To ?? scene.End;
        if (To <= From)
            To = From + TimeSpan.FromMilliseconds(1);
        Top = options.Title is null ? 24 : 52;
    }

    public Scene Scene { get; }

    public TimeSpan From { get; }

    public TimeSpan To { get; }

    public double Width { get; }

    public double Right => Width - RightMargin;

    /// <summary>Where the rows of view numbers begin.</summary>
    public double Top { get; }

    /// <summary>How many rows the view numbers take.</summary>
    public int ViewRows { get; set; } = 1;

    /// <summary>How many rows the cuts take.</summary>
    public int FaultRows { get; set; }

    public double FirstLane => Top + (ViewRows * ViewRowHeight) + 30;

    public double LastLane => FirstLane + ((Math.Max(1, Scene.Lanes.Count) - 1) * LaneHeight);

    public double FaultTop => LastLane + 34;

    public double Axis => FaultTop + (FaultRows * FaultRowHeight) + 6;

    public double LegendTop => Axis + 46;

    public bool Shows(TimeSpan at) => at >= From && at <= To;

    public bool Shows(Interval time) => time.From <= To && time.To >= From;

    public double X(TimeSpan at)
    {
        TimeSpan within =
            at < From ? From
            : at > To ? To
            : at;
        return Left + ((within - From) / (To - From) * (Right - Left));
    }

    /// <summary>Where a time would stand on a page without edges.</summary>
    public double FarX(TimeSpan at) => Left + ((at - From) / (To - From) * (Right - Left));

    public double Y(Lane lane) => FirstLane + (lane.Index * LaneHeight);
}
