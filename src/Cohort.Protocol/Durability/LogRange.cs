namespace Cohort.Protocol.Durability;

/// <summary>What is asked of a log: all of a group from where another copy of it ends, up to the beginning of a view.</summary>
/// <param name="Name">The group's name.</param>
/// <param name="From">Where the other copy ends.</param>
/// <param name="Group">The formation of the view.</param>
/// <param name="Until">Its number.</param>
/// <param name="Most">How many bytes it may have: what has more is of no use.</param>
/// <param name="Start">A place in the log before which there is nothing of it.</param>
internal sealed record LogRange(string Name, CopyEnd From, GroupId Group, ViewNumber Until, long Most, LogPlace Start);
