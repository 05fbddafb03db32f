namespace Cohort.Protocol.Durability;

/// <summary>What a record of a node's log says; see <c>spec/log-format.md</c>.</summary>
internal enum RecordKind : byte
{
    /// <summary>This process has come to a view of a group.</summary>
    View = 1,

    /// <summary>Items of the streams of a view, each behind those of its stream that are in the log already.</summary>
    Items = 2,

    /// <summary>A view has ended, and with which cut: items beyond it count no more.</summary>
    Cut = 3,

    /// <summary>A part of a state that this process was given, or has taken itself, and what the state contains.</summary>
    State = 4,

    /// <summary>A formation that goes on where another ended.</summary>
    Continues = 5,

    /// <summary>What the cluster's directory says of groups that keep a log: all, or what has changed.</summary>
    Directory = 6,

    /// <summary>Where a view of a group stands in its middle. With the items and the state that follow it takes the place of all that is
    /// before.</summary>
    Base = 7,

    /// <summary>This process is to be a founder of a formation: of the root group, or of one that keeps a log.</summary>
    Founding = 8,

    /// <summary>A part of what this process had missed of a group, which it has from another's log: the rest of the view that its copy ends
    /// in, and the views from there on up to one that it is in.</summary>
    Difference = 9,
}
