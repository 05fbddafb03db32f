namespace Cohort.AspNetCore.Dashboard.Reports;

/// <summary>How much a node tells at most, so that being watched cannot become its work.</summary>
internal static class ReportLimits
{
    /// <summary>Groups in a summary.</summary>
    public const int Groups = 32;

    /// <summary>Members of a group in a summary.</summary>
    public const int Members = 32;

    /// <summary>Groups whose messages are followed at a time.</summary>
    public const int Diagrams = 4;

    /// <summary>Events that a node keeps.</summary>
    public const int Events = 300;

    /// <summary>Sends, and as many deliveries, in a report.</summary>
    public const int Lives = 250;

    /// <summary>Characters of what is told for people.</summary>
    public const int Text = 500;

    /// <summary>Text that is no longer than it may be.</summary>
    public static string Shorten(string text) => text.Length <= Text ? text : string.Concat(text.AsSpan(0, Text), "…");
}
