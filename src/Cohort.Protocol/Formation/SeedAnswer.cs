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
    public void Write(FrameWriter writer)
    {
        writer.Byte((byte)State);
        writer.Id(Self.Id);
        writer.Text(Self.Name);
        writer.Flag(HasState);
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
        if (state != SeedState.Accepted)
            return reader.Complete && state is SeedState.Free or SeedState.Committed
                ? new SeedAnswer(state, self, hasState, Ballot.None, null)
                : null;
        Ballot ballot = reader.Ballot(limits);
        FoundingView accepted = FoundingView.Read(ref reader, limits);
        return reader.Complete ? new SeedAnswer(state, self, hasState, ballot, accepted) : null;
    }
}
