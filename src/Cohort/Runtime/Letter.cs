using Cohort.Protocol;
using Cohort.Runtime.Connections;
using Cohort.Runtime.Groups;

namespace Cohort.Runtime;

/// <summary>
/// An input on its way to the machine, with the connection that it announces; or the word that an outbox has some.
/// </summary>
internal readonly record struct Letter(Input Input, Connection? Connection = null, Outbox? Outbox = null);
