namespace Cohort.Protocol.Links;

internal enum LinkEventKind
{
    /// <summary>A link was established (or replaced): what was said on the one before may be lost.</summary>
    Up,

    /// <summary>The lane for what is large is gone: what was said on it may be lost.</summary>
    BulkDown,

    /// <summary>The peer has been silent for too long, or is gone.</summary>
    Suspected,
}

/// <summary>What the links tell the groups.</summary>
internal readonly record struct LinkEvent(LinkEventKind Kind, ProcessId Process);
