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

    /// <summary>The group is formed with this member among its founders: it has the state from the start, and there is none yet.</summary>
    void Begin(GroupId formation);

    /// <summary>Replaces the whole state by that of a member.</summary>
    void Load(GroupId formation, ref PackReader reader);

    /// <summary>Writes the whole state: equal states give equal bytes.</summary>
    void Save(ref PackWriter writer);

    /// <summary>A message of this tool is delivered.</summary>
    void Deliver(in ToolMessage message);

    /// <summary>A view is installed, in its place among the messages. The first one after a state may have been seen by it.</summary>
    void Install(View view);

    /// <summary>This member was put out of the group and comes back: until it has the state anew it is no member.</summary>
    void Expelled();
}
