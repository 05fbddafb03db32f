using System.Globalization;
using Cohort.Simulation.Restarts;

namespace Cohort.Simulation.Tests.Restarts;

/// <summary>All nodes die at once, and come back in every order.</summary>
public class RestartsInAllOrders(ITestOutputHelper output)
{
    /// <summary>So many moments of each life are gone through in the place of those that every run has time
    /// for.</summary>
    private const string Moments = "COHORT_RESTART_MOMENTS";

    [Theory]
    [InlineData(2, 1_000)]
    [InlineData(3, 60)]
    [InlineData(4, 8)]
    [InlineData(5, 3)]
    public void The_group_goes_on_with_what_was_acknowledged(int nodes, int moments)
    {
        if (Environment.GetEnvironmentVariable(Moments) is { } asked)
            moments = int.Parse(asked, CultureInfo.InvariantCulture);
        var sweep = new RestartSweep(new RestartPlan(nodes), moments);
        string flaws = string.Join('\n', sweep.Flaws().Take(5));
        output.WriteLine($"{sweep.Deaths} deaths of {sweep.Moments}, {sweep.Restarts} restarts");
        Assert.True(flaws.Length == 0, flaws);
        // A life in which little comes to a disk would prove little.
        Assert.InRange(sweep.Moments, 20 * nodes, 10_000);
        Assert.InRange(sweep.Deaths, Math.Min(moments, sweep.Moments) / 5, moments);
    }
}
