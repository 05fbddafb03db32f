namespace Cohort.Cli.CommandLine;

/// <summary>What the process tells its caller when it ends.</summary>
internal static class ExitCode
{
    /// <summary>All is as promised.</summary>
    public const int Ok = 0;

    /// <summary>It ran, and something is not as promised or could not be done.</summary>
    public const int Failed = 1;

    /// <summary>It did not run: the command line is wrong.</summary>
    public const int Usage = 2;
}
