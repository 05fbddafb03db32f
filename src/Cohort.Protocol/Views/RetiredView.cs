using Cohort.Protocol.Multicast;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Views;

/// <summary>
/// A view that this process has gone on from, or was left out of: it keeps telling the decision and serving the cut to those
/// that do not have them yet.
/// </summary>
internal sealed class RetiredView(GroupContext context, ViewStreams streams, CutFetch fetch, Decision decision)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly CutService _service = new(context, streams, fetch);
    private readonly SortedDictionary<ProcessId, Instant> _told = [];

    public View View => streams.View;

    public Decision Decision => decision;

    /// <summary>Whether all that counted in it are known to have installed it.</summary>
    public bool WasInstalledEverywhere => streams.IsInstalledEverywhere;

    /// <summary>Whether nobody waits for items of it.</summary>
    public bool IsIdle => _service.IsIdle;

    public bool Fetch(ProcessId from, ref FrameReader reader) => _service.Requested(from, ref reader);

    public void Send() => _service.Send();

    /// <summary>A link to a process is new: what was told on the one before may be lost.</summary>
    public void Resume(ProcessId process) => _told.Remove(process);

    /// <summary>Tells the decision to a process, but not for each of its frames.</summary>
    public void Tell(ProcessId process)
    {
        if (Mutants.Has(Mutant.DecisionNotRetold))
            return;
        if (_told.TryGetValue(process, out Instant at) && context.Now - at < Pause)
            return;
        _told[process] = context.Now;
        Write(context, View, decision, process);
    }

    public static void Write(GroupContext context, View view, Decision decision, ProcessId to)
    {
        if (context.Begin(to, FrameType.Install, view) is not { } writer)
            return;
        writer.Proposal(decision.Value);
        writer.Ranks(decision.Holders);
        writer.End();
    }

    public static Decision? Read(ref FrameReader reader, Limits limits)
    {
        Proposal value = reader.Proposal(limits);
        int[] holders = reader.Ranks();
        return reader.Complete ? new Decision(value, holders) : null;
    }
}
