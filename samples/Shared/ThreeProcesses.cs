using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Cohort.Samples;

/// <summary>
/// Runs a sample: starts its program three times more, as the members a, b and c of a group; kills the one that says so; and when the
/// others have ended, judges what they have said. Or has all killed at once, and started anew for another life.
/// </summary>
public static class ThreeProcesses
{
    private static readonly string[] s_names = ["a", "b", "c"];
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs it, or one member of it, as the arguments say.</summary>
    /// <param name="args">The arguments of the program: none where somebody starts it.</param>
    /// <param name="member">What each member does. One that throws has broken the promise.</param>
    /// <param name="judge">Says what was promised and whether it was kept: see <see cref="Outcome.Promise"/>.</param>
    /// <param name="lives">How many lives there are; each but the last ends when a member says so
    /// (<see cref="SampleMember.DieTogetherAsync"/>).</param>
    /// <returns>The exit code: 0 if every promise was kept.</returns>
    public static async Task<int> RunAsync(
        string[] args,
        Func<SampleMember, Task> member,
        Action<Outcome> judge,
        int lives = 1
    )
    {
        if (SampleMember.From(args) is not { } me)
            return await StartAsync(judge, lives);
        await member(me);
        return 0;
    }

    private static async Task<int> StartAsync(Action<Outcome> judge, int lives)
    {
        bool isStopped = false;
        using var ending = new CancellationTokenSource(s_patience);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        string folder = Directory.CreateTempSubdirectory("cohort-sample-").FullName;
        var started = new List<List<StartedMember>>();
        try
        {
            string[] seeds = FreeAddresses(s_names.Length);
            for (int life = 1; life <= lives; life++)
            {
                var dead = new TaskCompletionSource();
                var members = new List<StartedMember>();
                started.Add(members);
                foreach (string name in s_names)
                    members.Add(
                        new StartedMember(
                            name,
                            folder,
                            life,
                            seeds[members.Count],
                            seeds,
                            when => KillAll(members, when, dead)
                        )
                    );
                await Task.WhenAll(members.Select(member => member.Ended)).WaitAsync(ending.Token);
                if (life < lives && !dead.Task.IsCompleted)
                    break;
            }
            var outcome = new Outcome(folder, started, lives);
            judge(outcome);
            return outcome.IsKept ? 0 : 1;
        }
        catch (OperationCanceledException)
        {
            IEnumerable<string> late = started[^1]
                .Where(member => !member.Ended.IsCompleted)
                .Select(member => member.Name);
            Console.WriteLine(
                isStopped
                    ? "Stopped before the end."
                    : $"BROKEN: {string.Join(", ", late)} had not ended after {s_patience.TotalSeconds} s"
            );
            return 1;
        }
        finally
        {
            foreach (StartedMember member in started.SelectMany(life => life))
                member.Dispose();
            Directory.Delete(folder, recursive: true);
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            isStopped = true;
            ending.Cancel();
        }
    }

    private static void KillAll(List<StartedMember> members, string when, TaskCompletionSource dead)
    {
        if (!dead.TrySetResult())
            return;
        Console.WriteLine($"kill -9 {string.Join(' ', members.Select(member => member.Name))}: {when}");
        foreach (StartedMember member in members)
            member.Kill();
    }

    private static string[] FreeAddresses(int count)
    {
        TcpListener[] probes = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener probe in probes)
            probe.Start();
        string[] addresses = [.. probes.Select(probe => probe.LocalEndpoint.ToString()!)];
        foreach (TcpListener probe in probes)
            probe.Dispose();
        return addresses;
    }
}
