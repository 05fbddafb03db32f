using System.Collections.Concurrent;
using System.Diagnostics;
using Cohort.Protocol;
using Cohort.Runtime.Logs;

namespace Cohort.Runtime.Observation;

/// <summary>What can be measured of one node, and how it is asked: nothing is kept for it in the machine, so its own thread looks.</summary>
internal sealed class NodeObservation(string cluster, string name, ProcessId process, NodeLog? log)
{
    // Several instruments are read one after the other: what one has asked for serves them all.
    private static readonly TimeSpan s_fresh = TimeSpan.FromMilliseconds(50);

    // A node that does not answer so soon is not measured this time.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<GroupObservation, bool> _groups = new();
    private readonly List<OwnSends> _followed = [];
    private Func<ReadingRequest, bool>? _ask;
    private IReadOnlyList<GroupState> _states = [];
    private long _readAt;

    /// <summary>Whose measurements these are.</summary>
    public KeyValuePair<string, object?>[] Tags { get; } = [new(Tag.Cluster, cluster), new(Tag.Node, name)];

    /// <summary>The node.</summary>
    public ProcessId Process { get; } = process;

    /// <summary>Its machine, which only the node's thread may look into.</summary>
    public IMachine? Machine { get; set; }

    /// <summary>The log of the node; null where it keeps none.</summary>
    public NodeLog? Log { get; } = log;

    /// <summary>The memberships that are not over.</summary>
    public IEnumerable<GroupObservation> Groups => _groups.Keys;

    /// <summary>Begins to be measured.</summary>
    /// <param name="ask">Has a request answered by the node's thread; false where there is none any more.</param>
    public void Start(Func<ReadingRequest, bool> ask)
    {
        _ask = ask;
        LivingNodes.Add(this);
    }

    /// <summary>Is measured no more.</summary>
    public void Stop() => LivingNodes.Remove(this);

    public void Add(GroupObservation group) => _groups[group] = true;

    public void Remove(GroupObservation group) => _groups.TryRemove(group, out _);

    /// <summary>How the groups of the node stand; nothing where it does not answer.</summary>
    public IReadOnlyList<GroupState> Read()
    {
        lock (_lock)
        {
            if (_readAt != 0 && Stopwatch.GetElapsedTime(_readAt) < s_fresh)
                return _states;
            var request = new ReadingRequest(this);
            _states = _ask!(request) && request.States.Wait(s_patience) ? request.States.Result : [];
            _readAt = Stopwatch.GetTimestamp();
            return _states;
        }
    }

    /// <summary>From now on a membership is asked at the end of each turn how far its sends are; on the node's thread.</summary>
    public void Follow(OwnSends sends)
    {
        if (!_followed.Contains(sends))
            _followed.Add(sends);
    }

    /// <summary>The turn is over; on the node's thread.</summary>
    public void EndTurn()
    {
        if (_followed.Count == 0)
            return;
        foreach (OwnSends sends in _followed)
            sends.EndTurn();
        _followed.RemoveAll(static sends => !sends.IsFollowing);
    }
}
