using System.Globalization;
using Cohort.Toolkit.Collections;

namespace Cohort.Simulation.Toolkit.Collections;

/// <summary>The configuration of the toolkit at one member. Its settings are numbers, written as texts.</summary>
internal sealed class SettingsSide(ToolMember member, int index)
    : CollectionSide<ConfigurationState>(member, CollectionKind.Settings, index)
{
    public override long? Look(in Asked asked)
    {
        VersionedText? found = Replica.Find(NameOf(asked));
        return asked.Call == CollectionCall.Version ? (long?)found?.Version
            : found is null ? null
            : long.Parse(found.Text, CultureInfo.InvariantCulture);
    }

    protected override void Update(in Asked asked)
    {
        string text = asked.Argument.ToString(CultureInfo.InvariantCulture);
        switch (asked.Call)
        {
            case CollectionCall.Write:
                _ = Handle.Tells<ulong>(static version => (long)version).SetAsync(NameOf(asked), text);
                break;
            case CollectionCall.Remove:
                _ = Handle.Tells<bool>(Flag).RemoveAsync(NameOf(asked));
                break;
            default:
                _ = Handle
                    .Tells<(bool, ulong)>(Compared)
                    .CompareAndSetAsync(NameOf(asked), (ulong)asked.Expected, text);
                break;
        }
    }

    // The version that it was given, or, below zero, the one that it has instead of the expected one.
    private static long? Compared((bool IsSet, ulong Version) answer) =>
        answer.IsSet ? (long)answer.Version : -(long)answer.Version;

    private static string NameOf(in Asked asked) => string.Create(CultureInfo.InvariantCulture, $"setting-{asked.Key}");
}
