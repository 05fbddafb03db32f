using Cohort.Server.Waiting;

namespace Cohort.Server.Store;

/// <summary>What an update has led to that connections elsewhere have to be told of.</summary>
internal abstract record Happening;

/// <summary>A message was published.</summary>
/// <param name="Channel">Where.</param>
/// <param name="Message">What.</param>
internal sealed record Published(byte[] Channel, byte[] Message) : Happening;

/// <summary>A client that has waited was given something.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Reply">Its reply.</param>
internal sealed record WaitGiven(WaitId Id, byte[] Reply) : Happening;
