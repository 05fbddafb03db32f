namespace Cohort.Compare.Report;

/// <summary>What there is to tell.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Results">What was measured.</param>
/// <param name="Circumstances">Of what, and where.</param>
internal sealed record CompareReport(CompareRequest Request, Results Results, Circumstances Circumstances);
