using Cohort.Cli.Bench.Members;

namespace Cohort.Cli.Bench.Groups;

/// <summary>
/// What happens before anything counts. The runtime compiles what is busy several times over, the last time best, and a group
/// is several times slower until then; how long that takes depends on what else the machine does.
/// </summary>
internal static class WarmingUp
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(20);

    // So many looks in a row at which hardly anything more was compiled in any process.
    private const int LooksInARow = 3;
    private const int HardlyAnything = 3;

    /// <summary>Lets a time pass, and then as much more as it takes until the compilers have settled, up to 20 s.</summary>
    public static async Task WarmUpAsync(this MeasuredGroup group, TimeSpan least, CancellationToken cancellationToken)
    {
        await Task.Delay(least, cancellationToken);
        IReadOnlyList<Progress> before = await group.ProgressAsync(cancellationToken);
        int settled = 0;
        for (TimeSpan waited = default; settled < LooksInARow && waited < s_longest; waited += s_look)
        {
            await Task.Delay(s_look, cancellationToken);
            IReadOnlyList<Progress> now = await group.ProgressAsync(cancellationToken);
            bool quiet = now.Zip(before).All(pair => pair.First.Compiled - pair.Second.Compiled <= HardlyAnything);
            settled = quiet ? settled + 1 : 0;
            before = now;
        }
    }
}
