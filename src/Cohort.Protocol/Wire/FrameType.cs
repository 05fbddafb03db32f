namespace Cohort.Protocol.Wire;

/// <summary>What a frame is. The numbers are part of the wire format (spec/wire-format.md) and never change meaning.</summary>
internal enum FrameType : byte
{
    // Links
    Hello = 1,
    Refusal = 2,
    Heartbeat = 3,

    // Forming and joining: named by the group's name
    Lookup = 16,
    LookupReply = 17,
    Prepare = 18,
    Promise = 19,
    AcceptFormation = 20,
    FormationAccepted = 21,
    Formed = 22,
    JoinRequest = 23,
    JoinRefused = 24,

    // Within a group: named by its formation
    StreamItems = 32,
    Row = 33,
    Report = 34,
    Wedge = 35,
    Wedged = 36,
    WedgeRefused = 37,
    Propose = 38,
    Accepted = 39,
    CannotFetch = 40,
    Install = 41,
    Fetch = 42,
    CutItems = 43,
    Ask = 44,
    NotMember = 45,
    Gone = 46,
    StateRequest = 48,
    StateChunk = 49,
    StateReceived = 50,
    StateRefused = 51,
    StreamGap = 52,
    LeaseRequest = 53,
    LeaseGrant = 54,
    Stable = 55,
    Request = 56,

    // Between a client and a node
    Nodes = 64,
    Find = 65,
    Found = 66,
    Call = 67,
    CallAnswer = 68,
    FollowDirectory = 72,
    ReadDirectory = 73,
    Directory = 74,
    DirectoryRead = 75,
    Subscribe = 80,
    Unsubscribe = 81,
    FeedView = 82,
    FeedMessage = 83,
    FeedHandled = 84,
    FeedEnded = 85,
}
