using Cohort.Cli.Children;
using Cohort.Compare.Processes;
using Cohort.Compare.Writes;

namespace Cohort.Compare.Groups;

/// <summary>
/// A group of three processes on loopback: this one, in which the clients are, and two more. The others are the older
/// ones, so that the member with the clients is not the one that orders.
/// </summary>
internal sealed class CohortStore : IStore
{
    private static readonly string[] s_names = ["a", "b", "c"];
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Belongings _belongings = new();
    private readonly Dictionary<int, CohortWriter> _writers = [];
    private readonly Delivery _delivery;
    private ReplicaMember? _member;

    private CohortStore(Delivery delivery) => _delivery = delivery;

    /// <summary>Starts the others, joins, and waits until the group is whole.</summary>
    /// <param name="isDurable">Whether a write is answered when it is on the disks of all three.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<CohortStore> StartAsync(bool isDurable, CancellationToken cancellationToken)
    {
        var store = new CohortStore(isDurable ? Delivery.Durable : Delivery.Stable);
        try
        {
            string[] seeds = [.. FreePorts.Find(s_names.Length).Select(port => $"127.0.0.1:{port}")];
            // The same disk as that of the other stores.
            TemporaryFolder? folder = isDurable ? store._belongings.Add(new TemporaryFolder()) : null;
            var others = new List<StartedProcess>();
            for (int index = 0; index < s_names.Length - 1; index++)
                others.Add(
                    store._belongings.Add(
                        Start(MemberCommand.Line(s_names[index], seeds[index], seeds, folder?[s_names[index]]))
                    )
                );
            using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limited.CancelAfter(s_patience);
            store._member = await ReplicaMember.JoinAsync(
                s_names[^1],
                seeds[^1],
                seeds,
                others.Count,
                folder?[s_names[^1]],
                limited.Token
            );
            store._belongings.Add(store._member);
            await others[0].UntilAsync(store.IsWholeAsync, "a view of all", s_patience, cancellationToken);
            store._member.OnOwn = client => store._writers[client].OnApplied();
            return store;
        }
        catch (Exception error)
        {
            await store.DisposeAsync();
            if (
                error is CohortException
                || error is OperationCanceledException && !cancellationToken.IsCancellationRequested
            )
                throw new PeerFailedException($"the group did not form: {error.Message}");
            throw;
        }
    }

    public Task<IWriter> ConnectAsync(int client, CancellationToken cancellationToken)
    {
        var writer = new CohortWriter(client, _member!.Group, _delivery);
        _writers[client] = writer;
        return Task.FromResult<IWriter>(writer);
    }

    public ValueTask DisposeAsync() => _belongings.DisposeAsync();

    private Task<bool> IsWholeAsync(CancellationToken cancellationToken)
    {
        string[] members = [.. _member!.Group.View.Members.Select(member => member.Name)];
        return Task.FromResult(members.Length == s_names.Length && members[^1] == s_names[^1]);
    }

    // This program once more.
    private static StartedProcess Start(IEnumerable<string> line)
    {
        string host = Environment.ProcessPath!;
        bool isShared = Path.GetFileNameWithoutExtension(host) == "dotnet";
        string[] program = isShared ? [typeof(CohortStore).Assembly.Location] : [];
        return StartedProcess.Start(host, [.. program, .. line]);
    }
}
