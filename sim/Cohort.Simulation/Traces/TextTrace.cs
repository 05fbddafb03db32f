using System.Globalization;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Traces;

/// <summary>Writes a readable trace: time, host, what happened there.</summary>
internal sealed class TextTrace(TextWriter writer) : ITraceWriter
{
    public void Write(TimeSpan at, string where, string text) =>
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{at.TotalSeconds, 11:F6} {where, -6} {text}"));
}
