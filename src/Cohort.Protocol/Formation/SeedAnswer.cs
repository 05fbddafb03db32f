using Cohort.Protocol.Views;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Formation;

/// <summary>What a process says of a group when it is asked.</summary>
internal enum SeedState : byte
{
    /// <summary>Its application has not joined the group.</summary>
    NotJoined = 0,

    /// <summary>It seeks the group, and has accepted no founding view.</summary>
    Free = 1,

    /// <summary>It has accepted a founding view, and does not know whether it was decided.</summary>
    Accepted = 2,

    /// <summary>It has asked a formed group to be taken in: it takes part in no formation any more.</summary>
    Committed = 3,

    /// <summary>It is a member of the group.</summary>
    Member = 4,
}

/// <summary>The answer of a listed process to a formation's first phase.</summary>
internal sealed record SeedAnswer(
    SeedState State,
    Member Self,
    bool HasState,
    Ballot AcceptedBallot,
    FoundingView? Accepted
)
{
    /// <summary>The latest epoch on its disk; 0 where there is none.</summary>
    public ulong Epoch { get; init; }

    /// <summary>Which disks its own belongs to; 0 where that does not count.</summary>
    public ulong Origin { get; init; }

    public void Write(FrameWriter writer)
    {
        writer.Byte((byte)State);
        writer.Id(Self.Id);
        writer.Text(Self.Name);
        writer.Flag(HasState);
        writer.Number(Epoch);
        writer.Fixed(Origin);
        if (State != SeedState.Accepted)
            return;
        writer.Ballot(AcceptedBallot);
        Accepted!.Write(writer);
    }

    public static SeedAnswer? Read(ref FrameReader reader, Limits limits)
    {
        var state = (SeedState)reader.Byte();
        var self = new Member(reader.MemberId(), reader.Text(), HoldsState: true);
        bool hasState = reader.Flag();
        (ulong epoch, ulong origin) = (reader.Number(), reader.Fixed());
        if (state != SeedState.Accepted)
            return reader.Complete && state is SeedState.Free or SeedState.Committed
                ? new SeedAnswer(state, self, hasState, Ballot.None, null) { Epoch = epoch, Origin = origin }
                : null;
        Ballot ballot = reader.Ballot(limits);
        FoundingView accepted = FoundingView.Read(ref reader, limits);
        return reader.Complete
            ? new SeedAnswer(state, self, hasState, ballot, accepted) { Epoch = epoch, Origin = origin }
            : null;
    }
}
