using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Hierarchy;

/// <summary>
/// What all members of a leaf know alike: what they have sent that has not come back from the parent, and how far they have come in
/// the parent's order. It is the leaf's replicated state, changed by nothing but what is delivered in it.
/// </summary>
internal sealed class LeafLedger(Queue<HierarchyOutput> outputs)
{
    private const int MostParents = 64;
    private const int MostLeaves = 1024;

    private sealed record Unsettled(Relay Relay, bool IsDelivered);

    // Those behind the settled ones, by number: the parent takes a leaf's messages in this order.
    private readonly Dictionary<ulong, Unsettled> _outgoing = [];

    // Of each sender, how many of its messages the others of its own leaf wait for until they come back. One that was put out of
    // the leaf and is back as another member goes on with what it had not sent yet: that stands behind what it sent before.
    private readonly SortedDictionary<ProcessId, int> _undelivered = [];

    // The last message of each other leaf: what comes again from another formation of the parent is known.
    private readonly SortedDictionary<GroupId, ulong> _seen = [];
    private readonly Queue<GroupId> _earlierParents = new();

    /// <summary>The leaf.</summary>
    public GroupId Leaf { get; private set; }

    /// <summary>The formation of the parent whose order is followed; none before the first.</summary>
    public GroupId Parent { get; private set; }

    /// <summary>All that has a position up to this one has come, or lies in a gap.</summary>
    public ulong Position { get; private set; }

    /// <summary>How many messages the members of this leaf have sent since it was formed.</summary>
    public ulong Sent { get; private set; }

    /// <summary>So many of those need nothing more.</summary>
    public ulong Settled { get; private set; }

    /// <summary>The leaf is new, and so is all of this.</summary>
    public void Found(GroupId leaf)
    {
        Clear();
        Leaf = leaf;
    }

    /// <summary>Whether a formation of the parent was followed before the present one.</summary>
    public bool HasLeft(GroupId parent) => _earlierParents.Contains(parent);

    /// <summary>A message that has not come back, by its number.</summary>
    public Relay Outgoing(ulong number) => _outgoing[number].Relay;

    /// <summary>A member of this leaf multicasts. A message that only has to follow its sender's earlier ones is delivered here at
    /// once, unless one of them is yet to come.</summary>
    public void Take(Member sender, LeafItem.Sent sent)
    {
        var relay = new Relay(Leaf, ++Sent, sender, sent.Order, sent.Payload);
        bool isDelivered = sent.Order == Order.Fifo && !_undelivered.ContainsKey(sender.Process);
        if (isDelivered)
            Deliver(relay, 0);
        else
            Await(sender.Process);
        _outgoing.Add(Sent, new Unsettled(relay, isDelivered));
    }

    /// <summary>Something comes from the parent. Of several representatives that say the same the first is heard.</summary>
    public bool Take(LeafItem.Down down)
    {
        if (down.Parent != Parent || down.Position != Position + 1)
            return false;
        Position = down.Position;
        Relay relay = down.Relay;
        if (relay.Leaf == Leaf)
            Return(relay.Number, relay);
        else if (_seen.GetValueOrDefault(relay.Leaf) < relay.Number)
        {
            See(relay);
            Deliver(relay, Position);
        }
        return true;
    }

    /// <summary>The leaf follows another formation of the parent, or goes on from a later position.</summary>
    public void Take(LeafItem.Begin begin)
    {
        if (begin.Parent == Parent ? begin.Position <= Position : HasLeft(begin.Parent))
            return;
        bool isFirst = Parent == default;
        if (!isFirst && begin.Parent != Parent)
        {
            _earlierParents.Enqueue(Parent);
            if (_earlierParents.Count > MostParents)
                _earlierParents.Dequeue();
        }
        if (!isFirst)
            outputs.Enqueue(
                new HierarchyOutput
                {
                    Kind = HierarchyOutputKind.Gap,
                    Text =
                        begin.Parent != Parent
                            ? "all representatives of all leaves were lost at once, and with them what had not come to every leaf"
                            : "this leaf was without a representative for longer than the others kept what it lacks",
                }
            );
        (Parent, Position) = (begin.Parent, begin.Position);
        Return(begin.Taken, null);
    }

    /// <summary>All that the leaf has sent up to a number has come back, or never will; the last of them perhaps just now.</summary>
    private void Return(ulong number, Relay? present)
    {
        while (Settled < Math.Min(number, Sent))
        {
            _outgoing.Remove(++Settled, out Unsettled? outgoing);
            Relay relay = outgoing!.Relay;
            if (!outgoing.IsDelivered)
            {
                if (relay.Number == present?.Number)
                    Deliver(relay, Position);
                Forget(relay.Sender.Process);
            }
            outputs.Enqueue(new HierarchyOutput { Kind = HierarchyOutputKind.Settled, Sender = relay.Sender });
        }
    }

    private void Await(ProcessId sender) => _undelivered[sender] = _undelivered.GetValueOrDefault(sender) + 1;

    private void Forget(ProcessId sender)
    {
        if (--_undelivered[sender] == 0)
            _undelivered.Remove(sender);
    }

    private void See(Relay relay)
    {
        _seen[relay.Leaf] = relay.Number;
        // Far more than there are leaves at a time.
        if (_seen.Count > MostLeaves)
            _seen.Remove(_seen.Keys.First(leaf => leaf != relay.Leaf));
    }

    private void Deliver(Relay relay, ulong position) =>
        outputs.Enqueue(
            new HierarchyOutput
            {
                Kind = HierarchyOutputKind.Deliver,
                Bytes = relay.Payload,
                Sender = relay.Sender,
                Order = relay.Order,
                Position = position,
                Parent = Parent,
            }
        );

    private void Clear()
    {
        _outgoing.Clear();
        _undelivered.Clear();
        _seen.Clear();
        _earlierParents.Clear();
        (Leaf, Parent, Position, Sent, Settled) = (default, default, 0, 0, 0);
    }

    /// <summary>All of it as bytes, for a member that joins the leaf.</summary>
    public byte[] Save()
    {
        var writer = new FrameWriter();
        writer.Id(Leaf);
        writer.Id(Parent);
        writer.Number(Position);
        writer.Number(Sent);
        writer.Number(_earlierParents.Count);
        foreach (GroupId parent in _earlierParents)
            writer.Id(parent);
        writer.Number(_seen.Count);
        foreach ((GroupId leaf, ulong number) in _seen)
        {
            writer.Id(leaf);
            writer.Number(number);
        }
        writer.Number(_outgoing.Count);
        for (ulong number = Settled + 1; number <= Sent; number++)
        {
            _outgoing[number].Relay.Write(writer);
            writer.Flag(_outgoing[number].IsDelivered);
        }
        return writer.Written.ToArray();
    }

    /// <summary>Replaces all of it by what another member has saved; false where the bytes are none of that.</summary>
    public bool TryLoad(ReadOnlySpan<byte> saved, Limits limits)
    {
        Clear();
        var reader = new FrameReader(saved, limits);
        (Leaf, Parent, Position, Sent) = (reader.GroupId(), reader.GroupId(), reader.Number(), reader.Number());
        for (int parents = reader.Count(MostParents); parents > 0; parents--)
            _earlierParents.Enqueue(reader.GroupId());
        for (int leaves = reader.Count(MostLeaves); leaves > 0; leaves--)
            _seen[reader.GroupId()] = reader.Number();
        int left = reader.Count(int.MaxValue);
        if ((ulong)left > Sent)
            return false;
        Settled = Sent - (ulong)left;
        for (ulong number = Settled + 1; number <= Sent && !reader.Failed; number++)
        {
            var outgoing = new Unsettled(Relay.Read(ref reader), reader.Flag());
            if (outgoing.Relay.Number != number)
                return false;
            _outgoing.Add(number, outgoing);
            if (!outgoing.IsDelivered)
                Await(outgoing.Relay.Sender.Process);
        }
        return reader.Complete;
    }
}
