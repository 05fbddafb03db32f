using Cohort.Serialization;
using Cohort.Toolkit.Collections;

namespace Cohort.Simulation.Toolkit.Collections;

/// <summary>The dictionary of the toolkit at one member.</summary>
internal sealed class DictionarySide(ToolMember member, int index)
    : CollectionSide<DictionaryState<int, long>>(member, CollectionKind.Dictionary, index)
{
    public override long? Look(in Asked asked) =>
        asked.Call == CollectionCall.Count ? Replica.Entries.Count
        : Replica.Entries.TryGetValue(asked.Key, out long value) ? value
        : null;

    protected override void Update(in Asked asked)
    {
        switch (asked.Call)
        {
            case CollectionCall.Write:
                Make<ulong>(DictionaryMethod.Set, Answers.ReadPosition, static _ => null, asked.Key, asked.Argument);
                break;
            case CollectionCall.AddIfAbsent:
                Make<bool>(DictionaryMethod.TryAdd, Answers.ReadFlag, Flag, asked.Key, asked.Argument);
                break;
            case CollectionCall.GetOrAdd:
                Make<long>(
                    DictionaryMethod.GetOrAdd,
                    static (ref reader, _) => Codec<long>.Default.Read(ref reader),
                    static value => value,
                    asked.Key,
                    asked.Argument
                );
                break;
            case CollectionCall.Remove:
                Make<(bool, long)>(DictionaryMethod.TryRemove, Answers.Read<long>, Removed, asked.Key);
                break;
            default:
                Make<bool>(
                    DictionaryMethod.CompareAndSet,
                    Answers.ReadFlag,
                    Flag,
                    asked.Key,
                    asked.Expected,
                    asked.Argument
                );
                break;
        }
    }

    private static long? Removed((bool IsRemoved, long Value) answer) => answer.IsRemoved ? answer.Value : null;

    private void Make<TResult>(
        DictionaryMethod method,
        ResultReader<TResult> read,
        Func<TResult, long?> tell,
        int key,
        params ReadOnlySpan<long> values
    )
    {
        UpdateCall<TResult> update = Handle.Tells(tell).NewUpdate((uint)method, read);
        var writer = new PackWriter(update.Arguments);
        Codec<int>.Default.Write(ref writer, key);
        foreach (long value in values)
            Codec<long>.Default.Write(ref writer, value);
        writer.Flush();
        _ = Handle.UpdateAsync(update, CancellationToken.None);
    }
}
