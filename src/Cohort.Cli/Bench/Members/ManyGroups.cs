using System.Diagnostics;
using System.Runtime.InteropServices;
using Cohort.Cli.Children;

namespace Cohort.Cli.Bench.Members;

/// <summary>
/// Belongs to many groups in which nothing happens, each of three of the processes, so that all belong to as many; and keeps
/// when each has gone on without one of them.
/// </summary>
internal sealed class ManyGroups(Setting setting) : IWorkload
{
    /// <summary>How many processes each group has.</summary>
    public const int MembersOfEach = 3;

    private const int JoinsAtATime = 64;

    private readonly Lock _lock = new();
    private readonly List<long> _shrunk = [];
    private readonly List<Group> _groups = [];
    private long _heapBefore;

    public async Task<IAsyncDisposable?> JoinBesideAsync(Node node)
    {
        int place = node.Name[0] - 'a';
        _heapBefore = GC.GetTotalMemory(forceFullCollection: true);
        IEnumerable<int> own = Enumerable.Range(0, setting.Groups).Where(group => Has(group, place, setting.Members));
        foreach (int[] some in own.Chunk(JoinsAtATime))
            _groups.AddRange(await Task.WhenAll(some.Select(group => JoinAsync(node, group))));
        return null;
    }

    /// <summary>Whether the process of a place is in a group.</summary>
    public static bool Has(int group, int place, int processes) =>
        Enumerable.Range(0, MembersOfEach).Any(member => (group + member) % processes == place);

    public Task RunAsync(Group group, CancellationToken leaving) => Task.CompletedTask;

    public void OnFrame(Frame frame, Parent parent)
    {
        switch ((MemberFrame)frame.Kind)
        {
            case MemberFrame.ReportHeap:
                long heap = GC.GetTotalMemory(forceFullCollection: true) - _heapBefore;
                double[] answer = [heap, _groups.Count(group => group.View.Members.Length == MembersOfEach)];
                parent.Tell(new Frame((byte)MemberFrame.Heap, MemoryMarshal.AsBytes(answer.AsSpan()).ToArray()));
                break;
            case MemberFrame.ReportShrunk:
                lock (_lock)
                    parent.Tell(
                        new Frame(
                            (byte)MemberFrame.Shrunk,
                            MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_shrunk)).ToArray()
                        )
                    );
                break;
        }
    }

    private Task<Group> JoinAsync(Node node, int group) =>
        node.JoinAsync($"group-{group}", new GroupOptions { OnView = OnView, Rejoin = false });

    private void OnView(ViewChange change)
    {
        if (change.Left.IsEmpty)
            return;
        long now = Stopwatch.GetTimestamp();
        lock (_lock)
            _shrunk.Add(now);
    }
}
