namespace Cohort.Simulation.Diagrams;

/// <summary>
/// Colours that people with any kind of colour vision tell apart (Okabe and Ito, "Color Universal Design", 2008), each
/// dark enough on white for a thin line. Nothing is told by colour alone: dashes and shapes say it too.
/// </summary>
internal static class Palette
{
    public const string Ink = "#1b2733";
    public const string Quiet = "#6b7785";
    public const string Faint = "#c4ccd4";
    public const string Paper = "#ffffff";
    public const string Total = "#0072b2";
    public const string Causal = "#007f5f";
    public const string Fifo = "#a3568a";
    public const string Fault = "#c84600";
    public const string View = "#33475b";
    public const string ViewBand = "#dfe6ed";
    public const string Changing = "#f0b429";
    public const string Blocked = "#e8743b";
    public const string Pause = "#8a94a0";

    public static string Of(Order order) =>
        order switch
        {
            Order.Total => Total,
            Order.Causal => Causal,
            _ => Fifo,
        };
}
