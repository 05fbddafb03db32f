using System.Collections.Immutable;
using Cohort.Protocol;

namespace Cohort.Simulation.Tests.Histories;

/// <summary>What a scenario keeps of a process.</summary>
internal sealed class ToldProcess(string name, ProcessId id)
{
    public string Name { get; } = name;

    public ProcessId Id { get; } = id;

    public ulong Joins { get; set; }

    public ViewNumber View { get; set; }

    public ImmutableArray<Member> Members { get; set; } = [];

    public ulong Position { get; set; }

    public ulong StateHash { get; set; }

    public ulong Contents { get; set; }

    /// <summary>How many messages it has sent.</summary>
    public ulong Sends { get; set; }
}

/// <summary>What a scenario keeps of a message.</summary>
internal sealed class ToldMessage(ulong payload, ToldProcess sender, Order order, Delivery delivery)
{
    private MessageId? _id;

    public ulong Payload { get; } = payload;

    public ToldProcess Sender { get; } = sender;

    public Order Order { get; } = order;

    public Delivery Delivery { get; } = delivery;

    public MemberId SentBy { get; private set; }

    private ulong Number { get; } = ++sender.Sends;

    /// <summary>Its identity: in the view of who delivers it first. Numbers grow, and need not be without gaps.</summary>
    public MessageId Identify(ToldProcess first)
    {
        if (_id is { } known)
            return known;
        int rank = first.Members.ToList().FindIndex(member => member.Id.Process == Sender.Id);
        SentBy = rank < 0 ? new MemberId(Sender.Id, Sender.Joins) : first.Members[rank].Id;
        return (_id = new MessageId(first.View, rank, Number)).Value;
    }
}
