using Cohort.Protocol.Multicast;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Views;

/// <summary>
/// Fetches what this member lacks of a cut, and sets it aside: it is neither delivered nor shown in the row before the view
/// is decided (a fetched message that counts at once breaks U1).
/// </summary>
internal sealed class CutFetch(GroupContext context, ViewStreams view)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private readonly List<ReadOnlyMemory<byte>>[] _aside =
    [
        .. view.Streams.Select(_ => new List<ReadOnlyMemory<byte>>()),
    ];
    private readonly ulong[] _asideAfter = new ulong[view.Streams.Length];
    private ulong[] _cut = [];
    private int[][] _holders = [];
    private int _turn;
    private Instant _askedAt;
    private ulong[] _haveWhenAsked = [];

    /// <summary>Whether a cut is being fetched.</summary>
    public bool Active => _cut.Length > 0;

    /// <summary>When it wants to look again.</summary>
    public Instant NextLook => _askedAt + Patience;

    /// <summary>Whether this member holds all of a cut.</summary>
    public bool Holds(ReadOnlySpan<ulong> cut)
    {
        for (int sender = 0; sender < cut.Length; sender++)
            if (Have(sender) < cut[sender])
                return false;
        return true;
    }

    /// <summary>Whether a cut holds all that this member has received.</summary>
    public bool IsCoveredBy(ReadOnlySpan<ulong> cut)
    {
        for (int sender = 0; sender < cut.Length; sender++)
            if (view.Streams[sender].Received > cut[sender])
                return false;
        return true;
    }

    /// <summary>Whether everything asked for is here.</summary>
    public bool Done => Holds(_cut);

    /// <summary>Whether nobody is left to ask for something that is lacking.</summary>
    public bool Stuck
    {
        get
        {
            for (int sender = 0; sender < _cut.Length; sender++)
                if (Have(sender) < _cut[sender] && !_holders[sender].Any(CanAsk))
                    return true;
            return false;
        }
    }

    /// <summary>Wants a cut, for each sender from any of the members named.</summary>
    public void Want(ReadOnlySpan<ulong> cut, int[][] holders)
    {
        (_cut, _holders) = (cut.ToArray(), holders);
        Ask();
    }

    /// <summary>A link to a holder is new, or time has passed: asks again for what is lacking.</summary>
    public void Ask()
    {
        _askedAt = context.Now;
        _haveWhenAsked = [.. Enumerable.Range(0, _cut.Length).Select(Have)];
        for (int sender = 0; sender < _cut.Length; sender++)
        {
            if (Have(sender) >= _cut[sender])
                continue;
            int[] able = [.. _holders[sender].Where(CanAsk)];
            if (able.Length == 0)
                continue;
            ProcessId holder = view.View.Members[able[_turn % able.Length]].Process;
            FrameWriter writer = context.Begin(holder, FrameType.Fetch, view.View.Group, view.View.Number)!;
            writer.Number(sender);
            writer.Number(Have(sender) + 1);
            writer.Number(_cut[sender]);
            writer.End();
        }
    }

    /// <summary>Asks another holder where one has not answered for a while.</summary>
    public void Tick()
    {
        if (!Active || Done || context.Now < NextLook)
            return;
        bool moving = false;
        for (int sender = 0; sender < _cut.Length; sender++)
            moving |= Have(sender) > _haveWhenAsked[sender];
        if (!moving)
            _turn++;
        Ask();
    }

    /// <summary>Items of a cut from a holder; false where they make no sense.</summary>
    public bool Items(ref FrameReader reader)
    {
        int sender = reader.Below(view.Streams.Length);
        ulong number = reader.Number();
        for (; !reader.AtEnd; number++)
        {
            ReadOnlyMemory<byte> encoded = reader.Bytes();
            if (reader.Failed || sender >= _cut.Length || number != Have(sender) + 1 || number > _cut[sender])
                continue;
            if (_aside[sender].Count == 0)
                _asideAfter[sender] = number - 1;
            if (Mutants.Has(Mutant.FetchedCountsAtOnce) && view.Receive(sender, encoded.ToArray()))
                continue;
            _aside[sender].Add(encoded.ToArray());
        }
        return reader.Complete;
    }

    /// <summary>The view is decided: what was set aside takes its place in the streams. False where it is none.</summary>
    public bool Merge()
    {
        for (int sender = 0; sender < _aside.Length; sender++)
        {
            for (int i = 0; i < _aside[sender].Count; i++)
                if (_asideAfter[sender] + (ulong)i == view.Streams[sender].Received)
                    if (!view.Receive(sender, _aside[sender][i]))
                        return false;
            _aside[sender].Clear();
        }
        return true;
    }

    /// <summary>An item that this member holds, received or set aside: whoever has accepted a proposal holds its whole cut and
    /// may be the only one.</summary>
    public ReadOnlyMemory<byte> Held(int sender, ulong number) =>
        number <= view.Streams[sender].Received
            ? view.Streams[sender][number].Encoded
            : _aside[sender][(int)(number - _asideAfter[sender] - 1)];

    /// <summary>How much this member holds of a stream, received or set aside.</summary>
    public ulong Have(int sender) =>
        Math.Max(view.Streams[sender].Received, _asideAfter[sender] + (ulong)_aside[sender].Count);

    private bool CanAsk(int rank) => rank != view.Self && context.Links.To(view.View.Members[rank].Process) is not null;
}
