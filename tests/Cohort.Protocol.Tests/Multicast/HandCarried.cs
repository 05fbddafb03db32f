using System.Text;
using Cohort.Protocol.Memory;
using Cohort.Protocol.Multicast;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.Multicast;

/// <summary>
/// The streams of one view at all its members, without nodes and links: a test carries items and rows by hand, in the order
/// that it wants to tell of.
/// </summary>
internal sealed class HandCarried
{
    private readonly HandCarriedMember[] _members;

    /// <summary>A view of the members named; a star marks one that does not hold the state yet.</summary>
    public HandCarried(params string[] names)
    {
        Member[] members =
        [
            .. names.Select(name => new Member(
                new MemberId(new ProcessId(name.TrimEnd('*'), 1), 0),
                name.TrimEnd('*'),
                !name.EndsWith('*')
            )),
        ];
        var view = new View(new GroupId(1, 2), new ViewNumber(3), [.. members]);
        _members = [.. members.Select((_, rank) => new HandCarriedMember(view, rank, Limits))];
    }

    public Limits Limits { get; } = new() { FragmentSize = 16 };

    public HandCarriedMember this[string name] => _members.First(member => member.Name == name);

    /// <summary>What one member has sent arrives at others: all of it, or up to a number.</summary>
    public void Items(string from, string to, ulong upTo = ulong.MaxValue)
    {
        foreach (char name in to.Where(name => !char.IsWhiteSpace(name)))
        {
            HandCarriedMember receiver = this[name.ToString()];
            receiver.TakeFrom(this[from], this[from].Rank, upTo);
            receiver.Streams.Deliver();
        }
    }

    /// <summary>One member's row arrives at others.</summary>
    public void Row(string from, string to)
    {
        foreach (char name in to.Where(name => !char.IsWhiteSpace(name)))
        {
            HandCarriedMember receiver = this[name.ToString()];
            receiver.Streams.Rows.Update(this[from].Rank, this[from].Streams.OwnRow(), 0, 0);
            receiver.Streams.Deliver();
        }
    }

    /// <summary>Everything arrives everywhere, until nothing is under way any more.</summary>
    public void Everything()
    {
        for (int round = 0; round < 2 * _members.Length; round++)
        {
            foreach (HandCarriedMember from in _members)
            {
                from.Streams.Announce();
                foreach (HandCarriedMember to in _members.Where(to => to != from))
                {
                    Items(from.Name, to.Name);
                    Row(from.Name, to.Name);
                }
            }
        }
    }

    /// <summary>The most that any of these has of each stream.</summary>
    public ulong[] CutOf(string names)
    {
        var cut = new ulong[_members[0].Streams.Streams.Length];
        foreach (char name in names.Where(name => !char.IsWhiteSpace(name)))
        foreach (SenderStream stream in this[name.ToString()].Streams.Streams)
            cut[stream.Rank] = Math.Max(cut[stream.Rank], stream.Received);
        return cut;
    }

    /// <summary>These go on with the cut of what they have, or of what some of them have: each fetches what it lacks, and
    /// ends the view.</summary>
    public void End(string names, string? cutOf = null)
    {
        ulong[] cut = CutOf(cutOf ?? names);
        string[] staying = [.. names.Where(name => !char.IsWhiteSpace(name)).Select(name => name.ToString())];
        foreach (string to in staying)
        foreach (string holder in staying)
            for (int sender = 0; sender < cut.Length; sender++)
                this[to].TakeFrom(this[holder], sender, cut[sender]);
        foreach (string name in staying)
            CutOrder.Deliver(this[name].Streams, cut);
    }
}

/// <summary>One member of a <see cref="HandCarried"/> view.</summary>
internal sealed class HandCarriedMember : IDeliveries
{
    public HandCarriedMember(View view, int rank, Limits limits)
    {
        Streams = new ViewStreams(view, rank, this, new FrameWriter(), new SlabPool(spoil: true), limits);
    }

    public ViewStreams Streams { get; }

    public int Rank => Streams.Self;

    public string Name => Streams.View.Members[Rank].Name;

    public List<string> Delivered { get; } = [];

    public string All => string.Join(' ', Delivered);

    /// <summary>Sends, delivers what may be delivered, and answers the message's number.</summary>
    public ulong Send(string text, Order order = Order.Total, Delivery delivery = Delivery.Received)
    {
        byte[] message = Encoding.UTF8.GetBytes(text);
        int sent = 0;
        do sent = Streams.Send(message, sent, order, delivery);
        while (sent < message.Length);
        ulong number = Streams.Own.Received;
        Streams.Deliver();
        return number;
    }

    public ulong SendFifo(string text, Delivery delivery = Delivery.Received) => Send(text, Order.Fifo, delivery);

    public ulong SendCausal(string text, Delivery delivery = Delivery.Received) => Send(text, Order.Causal, delivery);

    /// <summary>As the orderer: announces what is ready.</summary>
    public void Announce()
    {
        Streams.Announce();
        Streams.Deliver();
    }

    public void TakeFrom(HandCarriedMember holder, int sender, ulong upTo)
    {
        if (sender == Rank || sender >= Streams.Streams.Length)
            return;
        SenderStream from = holder.Streams.Streams[sender];
        SenderStream own = Streams.Streams[sender];
        while (own.Received < Math.Min(from.Received, upTo))
            Assert.True(Streams.Receive(sender, from[own.Received + 1].Encoded));
    }

    public void Message(Member sender, MessageId id, Order order, Delivery delivery, bool isCall, SlabPart payload) =>
        Delivered.Add(Encoding.UTF8.GetString(payload.Span));
}
