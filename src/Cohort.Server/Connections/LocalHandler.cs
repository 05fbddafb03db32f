using Cohort.Server.Commands;

namespace Cohort.Server.Connections;

/// <summary>Executes a command that is the affair of a connection, and writes exactly one reply, or one for each of its arguments where it
/// subscribes.</summary>
internal delegate void LocalHandler(in Arguments arguments, Session session);
