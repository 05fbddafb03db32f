using Cohort.Protocol;
using Cohort.Runtime.Groups;

namespace Cohort.Runtime;

/// <summary>
/// An input on its way to the machine, with the connection that it came by and the buffer that it fills; or the word that an
/// outbox has some.
/// </summary>
internal readonly record struct Letter(
    Input Input,
    Connection? From = null,
    byte[]? Buffer = null,
    Outbox? Outbox = null
);
