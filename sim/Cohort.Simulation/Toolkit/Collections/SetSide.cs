using Cohort.Serialization;
using Cohort.Toolkit.Collections;

namespace Cohort.Simulation.Toolkit.Collections;

/// <summary>The set of the toolkit at one member.</summary>
internal sealed class SetSide(ToolMember member, int index)
    : CollectionSide<SetState<int>>(member, CollectionKind.Set, index)
{
    public override long? Look(in Asked asked) =>
        asked.Call == CollectionCall.Count ? Replica.Items.Count : Flag(Replica.Items.Contains(asked.Key));

    protected override void Update(in Asked asked)
    {
        SetMethod method = asked.Call == CollectionCall.Add ? SetMethod.Add : SetMethod.Remove;
        UpdateCall<bool> update = Handle.Tells<bool>(Flag).NewUpdate<bool>((uint)method, Answers.ReadFlag);
        var writer = new PackWriter(update.Arguments);
        Codec<int>.Default.Write(ref writer, asked.Key);
        writer.Flush();
        _ = Handle.UpdateAsync(update, CancellationToken.None);
    }
}
