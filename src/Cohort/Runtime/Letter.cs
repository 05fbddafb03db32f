using Cohort.Protocol;
using Cohort.Runtime.Connections;
using Cohort.Runtime.Groups;
using Cohort.Runtime.Observation;

namespace Cohort.Runtime;

/// <summary>
/// An input on its way to the machine, with the connection that it announces; or the word that an outbox has some, or that somebody
/// wants to know how the groups stand.
/// </summary>
internal readonly record struct Letter(
    Input Input,
    Connection? Connection = null,
    Outbox? Outbox = null,
    ReadingRequest? Reading = null
);
