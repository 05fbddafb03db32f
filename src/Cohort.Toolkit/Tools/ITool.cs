using Cohort.Serialization;

namespace Cohort.Toolkit.Tools;

/// <summary>
/// One tool of a group at one member, as a state machine: it takes what the group delivers, in order and on one thread at a time,
/// and sends through its <see cref="IToolPort"/>. It has no clock, no thread and no task of its own, so that the simulator can run
/// it.
/// </summary>
internal interface ITool
{
    /// <summary>What the members have to have in common of it, for people: two that differ do not fit together.</summary>
    string Contract { get; }

    /// <summary>The group begins, and there is no state yet.</summary>
    void Begin();

    /// <summary>Replaces the whole state by that of a member, or of a log.</summary>
    void Load(ref PackReader reader);

    /// <summary>
    /// This member is at work from now on. What was delivered since the state was there, and before this, is of long ago: it makes the
    /// state what it was, and nobody here is told of it, or has asked for it.
    /// </summary>
    /// <param name="lineage">The first of the formations that have gone on from each other, of which this is the last.</param>
    /// <param name="formation">The formation.</param>
    void Enter(GroupId lineage, GroupId formation);

    /// <summary>Writes the whole state: equal states give equal bytes.</summary>
    void Save(ref PackWriter writer);

    /// <summary>A message of this tool is delivered.</summary>
    void Deliver(in ToolMessage message);

    /// <summary>A view is installed, in its place among the messages. The first one after a state may have been seen by it.</summary>
    void Install(View view);

    /// <summary>This member was put out of the group and comes back: until it has the state anew it is no member.</summary>
    void Expelled();
}
