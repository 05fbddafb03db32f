using Cohort.Protocol.Multicast;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Views;

/// <summary>
/// Fetches what this member lacks of a cut, and sets it aside: it is neither delivered nor shown in the row before the view
/// is decided: what is accepted may yet be replaced by another cut (delivered at once, it breaks U1).
/// </summary>
internal sealed class CutFetch(GroupContext context, ViewStreams view)
{
    private static readonly TimeSpan FirstPatience = TimeSpan.FromMilliseconds(300);
    private const int Nobody = -1;

    private readonly List<byte[]>[] _aside = [.. view.Streams.Select(_ => new List<byte[]>())];
    private readonly ulong[] _asideAfter = new ulong[view.Streams.Length];
    private ulong[] _cut = [];
    private int[][] _holders = [];
    private readonly int[] _askedOf = new int[view.Streams.Length];
    private readonly ulong[] _hadBefore = new ulong[view.Streams.Length];
    private int _turn;
    private TimeSpan _patience = FirstPatience;

    /// <summary>Whether a cut is being fetched.</summary>
    public bool Active => _cut.Length > 0;

    /// <summary>When it wants to look again.</summary>
    public Instant NextLook { get; private set; }

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
        // A higher ballot with the same value names the holders anew; what is on its way already is not asked for again.
        bool isNew = !cut.SequenceEqual(_cut);
        (_cut, _holders) = (cut.ToArray(), holders);
        for (int sender = 0; sender < _cut.Length; sender++)
            if (isNew || !holders[sender].Contains(_askedOf[sender]))
                Ask(sender);
        if (isNew)
            LookAgain(FirstPatience);
    }

    /// <summary>A link to a member is new: what it was asked for is asked for again, and what nobody could be asked for.</summary>
    public void Resume(int member)
    {
        for (int sender = 0; sender < _cut.Length; sender++)
            if (_askedOf[sender] == member || _askedOf[sender] == Nobody)
                Ask(sender);
    }

    /// <summary>Asks another holder where nothing has come for a while.</summary>
    public void Tick()
    {
        if (!Active || Done || context.Now < NextLook)
            return;
        bool silent = false;
        for (int sender = 0; sender < _cut.Length; sender++)
            silent |= Have(sender) < _cut[sender] && Have(sender) == _hadBefore[sender];
        if (!silent)
        {
            LookAgain(FirstPatience);
            return;
        }
        if (!Mutants.Has(Mutant.StaleHolders))
            _turn++;
        for (int sender = 0; sender < _cut.Length; sender++)
            if (Have(sender) == _hadBefore[sender])
                Ask(sender);
        LookAgain(2 * _patience < context.Node.SuspicionTime ? 2 * _patience : context.Node.SuspicionTime);
    }

    private void LookAgain(TimeSpan patience)
    {
        _patience = patience;
        NextLook = context.Now + patience;
        for (int sender = 0; sender < _cut.Length; sender++)
            _hadBefore[sender] = Have(sender);
    }

    private void Ask(int sender)
    {
        if (Have(sender) >= _cut[sender])
            return;
        int[] able = [.. _holders[sender].Where(CanAsk)];
        if (able.Length == 0)
        {
            _askedOf[sender] = Nobody;
            return;
        }
        int holder = able[_turn % able.Length];
        _askedOf[sender] = holder;
        FrameWriter writer = context.Begin(holder, FrameType.Fetch, view.View)!;
        writer.Number(sender);
        writer.Number(Have(sender) + 1);
        writer.Number(_cut[sender]);
        writer.End();
    }

    /// <summary>Items of a cut from a holder; false where they make no sense.</summary>
    public bool Items(ref FrameReader reader)
    {
        int sender = reader.Below(view.Streams.Length);
        ulong number = reader.Number();
        for (; !reader.AtEnd; number++)
        {
            ReadOnlySpan<byte> encoded = reader.Bytes();
            if (reader.Failed || sender >= _cut.Length || number != Have(sender) + 1 || number > _cut[sender])
                continue;
            if (_aside[sender].Count == 0)
                _asideAfter[sender] = number - 1;
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
    public ReadOnlySpan<byte> Held(int sender, ulong number) =>
        number <= view.Streams[sender].Received
            ? view.Streams[sender][number].Encoded
            : _aside[sender][(int)(number - _asideAfter[sender] - 1)];

    /// <summary>How much this member holds of a stream, received or set aside.</summary>
    public ulong Have(int sender) =>
        Math.Max(view.Streams[sender].Received, _asideAfter[sender] + (ulong)_aside[sender].Count);

    private bool CanAsk(int rank) => rank != view.Self && context.Links.To(view.View.Members[rank].Process) is not null;
}
