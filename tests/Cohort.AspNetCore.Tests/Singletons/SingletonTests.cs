using System.Threading.Channels;
using Cohort.AspNetCore.Tests.Hosts;
using Cohort.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Cohort.AspNetCore.Tests.Singletons;

/// <summary>A service that one member runs at a time.</summary>
public sealed class SingletonTests
{
    [Fact]
    public async Task It_runs_at_one_member_and_moves_when_that_stops()
    {
        var turns = new Turns();
        TestHost[] hosts = await TestHost.StartAsync(
            3,
            cohort => cohort.AddClusterSingleton<Billing>(),
            services => services.AddSingleton(turns)
        );
        (string first, ulong term) = await turns.Begun.Reader.ReadAsync(Deadline.Token);
        TestHost runs = hosts.Single(host => host.Get<Node>().Name == first);
        Assert.False(turns.Begun.Reader.TryRead(out _));
        await runs.StopAsync();
        Assert.Equal(first, await turns.Ended.Reader.ReadAsync(Deadline.Token));
        (string second, ulong next) = await turns.Begun.Reader.ReadAsync(Deadline.Token);
        Assert.NotEqual(first, second);
        Assert.True(next > term);
        Assert.Single(runs.Logs.Of(13));
        Assert.Single(runs.Logs.Of(14));
        foreach (TestHost host in hosts)
            await host.DisposeAsync();
    }

    [Fact]
    public async Task What_it_throws_is_logged_and_it_has_another_turn_with_a_scope_of_its_own()
    {
        var turns = new Turns { Failures = 1 };
        await using TestHost host = TestHost.Alone(
            cohort =>
                cohort
                    .AddGroup("shop", shop => shop.Replicate<Stock>("stock"))
                    .AddClusterSingleton<Billing>(
                        "billing",
                        "shop",
                        new SingletonOptions { FirstDelay = TimeSpan.FromMilliseconds(1) }
                    )
                    .AddClusterSingleton<Sweeping>(group: "shop"),
            services => services.AddSingleton(turns)
        );
        await host.StartAsync();
        Logs.Entry threw = await host.Logs.EntryOf(15);
        Assert.Contains("Singleton billing has thrown in term", threw.Text, StringComparison.Ordinal);
        Assert.IsType<FormatException>(threw.Exception);
        await turns.Begun.Reader.ReadAsync(Deadline.Token);
        Assert.Equal(2, turns.Made);
        Assert.Equal(["shop"], host.Cohort.Groups.Select(group => group.Name));
        await host.StopAsync();
        Assert.Equal("a", await turns.Ended.Reader.ReadAsync(Deadline.Token));
    }

    private sealed class Turns
    {
        private int _made;
        private int _failures;

        public Channel<(string Node, ulong Term)> Begun { get; } = Channel.CreateUnbounded<(string, ulong)>();

        public Channel<string> Ended { get; } = Channel.CreateUnbounded<string>();

        public int Failures
        {
            init => _failures = value;
        }

        public int Made => Volatile.Read(ref _made);

        public void Make() => Interlocked.Increment(ref _made);

        public void MayFail()
        {
            if (Interlocked.Decrement(ref _failures) >= 0)
                throw new FormatException("spoilt");
        }
    }

    private sealed class Billing : IClusterSingleton
    {
        private readonly Turns _turns;
        private readonly Node _node;

        public Billing(Turns turns, Node node)
        {
            (_turns, _node) = (turns, node);
            turns.Make();
        }

        public async Task RunAsync(SingletonContext turn, CancellationToken cancellationToken)
        {
            _turns.MayFail();
            await _turns.Begun.Writer.WriteAsync((_node.Name, turn.Term), CancellationToken.None);
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }
            finally
            {
                await _turns.Ended.Writer.WriteAsync(_node.Name, CancellationToken.None);
            }
        }
    }

    private sealed class Sweeping : IClusterSingleton
    {
        public Task RunAsync(SingletonContext turn, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
