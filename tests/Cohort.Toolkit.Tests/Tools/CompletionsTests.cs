using Cohort.Toolkit.Tools;

namespace Cohort.Toolkit.Tests.Tools;

/// <summary>Whoever awaits an answer goes on, whatever the others do that were answered with it.</summary>
public sealed class CompletionsTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Completions _completions = new();

    [Fact]
    public void One_that_blocks_for_another_behind_it_keeps_it_from_nothing()
    {
        using var last = new ManualResetEventSlim();
        using var all = new CountdownEvent(3);
        _completions.Add(new Ready(() => Assert.True(last.Wait(s_patience)), all));
        _completions.Add(new Ready(() => { }, all));
        _completions.Add(new Ready(last.Set, all));
        _completions.Run();
        Assert.True(all.Wait(s_patience));
    }

    [Fact]
    public void All_go_on_once_however_many_are_added_meanwhile()
    {
        const int threads = 4;
        const int each = 20_000;
        int[] times = new int[threads * each];
        using var all = new CountdownEvent(times.Length);
        Parallel.For(
            0,
            threads,
            thread =>
            {
                for (int added = 0; added < each; added++)
                {
                    int place = thread * each + added;
                    _completions.Add(new Ready(() => Interlocked.Increment(ref times[place]), all));
                    if (added % 7 == 0 || added == each - 1)
                        _completions.Run();
                }
            }
        );
        Assert.True(all.Wait(s_patience));
        Assert.All(times, time => Assert.Equal(1, time));
    }

    private sealed class Ready(Action act, CountdownEvent all) : ICompletion
    {
        public void Complete()
        {
            act();
            all.Signal();
        }
    }
}
