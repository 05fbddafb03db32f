using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Cohort.Tests.Clusters;

/// <summary>What an application keeps of a group: every message in the order of delivery, as the state that is transferred.</summary>
internal sealed class Replica
{
    private readonly Lock _lock = new();
    private readonly List<(Func<Replica, bool> Condition, TaskCompletionSource Met)> _waiting = [];
    private ImmutableList<string> _log = [];
    private ImmutableList<ViewChange> _views = [];
    private ImmutableList<StatusChange> _statuses = [];
    private int _loads;

    /// <summary>All messages, as text.</summary>
    public ImmutableList<string> Log => _log;

    /// <summary>The views that were seen.</summary>
    public ImmutableList<ViewChange> Views => _views;

    /// <summary>The statuses that were seen.</summary>
    public ImmutableList<StatusChange> Statuses => _statuses;

    /// <summary>How often a state was loaded.</summary>
    public int Loads => _loads;

    /// <summary>Whether its group decides its views itself.</summary>
    public bool SelfGoverned { get; set; }

    /// <summary>Options that feed it.</summary>
    public GroupOptions Options =>
        new()
        {
            SelfGoverned = SelfGoverned,
            OnMessage = message => Change(() => _log = _log.Add(Encoding.UTF8.GetString(message.Payload.Span))),
            OnView = change => Change(() => _views = _views.Add(change)),
            OnStatus = change => Change(() => _statuses = _statuses.Add(change)),
            State = StateTransfer.Of(
                save: writer => writer.Write(JsonSerializer.SerializeToUtf8Bytes(_log)),
                load: state =>
                    Change(() =>
                    {
                        _log = JsonSerializer.Deserialize<ImmutableList<string>>(state.Span)!;
                        _loads++;
                    })
            ),
        };

    /// <summary>Completes when the condition holds.</summary>
    public Task WhenAsync(Func<Replica, bool> condition)
    {
        lock (_lock)
        {
            if (condition(this))
                return Task.CompletedTask;
            var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((condition, met));
            return met.Task;
        }
    }

    /// <summary>Completes when so many messages have been delivered.</summary>
    public Task HasAsync(int messages) => WhenAsync(replica => replica.Log.Count >= messages);

    /// <summary>Completes when a view has so many members that hold the state.</summary>
    public Task SeesAsync(int members) =>
        WhenAsync(replica =>
            replica.Views.LastOrDefault()?.View.Members is { } now
            && now.Length == members
            && now.All(member => member.HoldsState)
        );

    private void Change(Action change)
    {
        lock (_lock)
        {
            change();
            foreach ((_, TaskCompletionSource met) in _waiting.Where(waiting => waiting.Condition(this)))
                met.TrySetResult();
            _waiting.RemoveAll(waiting => waiting.Met.Task.IsCompleted);
        }
    }
}
