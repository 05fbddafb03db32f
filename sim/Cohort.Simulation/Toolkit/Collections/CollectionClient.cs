using Cohort.Simulation.Histories;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Worlds;
using Cohort.Toolkit.ReplicatedObjects;

namespace Cohort.Simulation.Toolkit.Collections;

/// <summary>A client of the collections at one member: calls an update or a read of one of them, waits for what it comes to as long as
/// that takes, thinks, calls the next. It compares with what it has seen last, or with anything.</summary>
internal sealed class CollectionClient(World world, ToolMember member, ToolPlan plan, SplittableRandom random)
    : IHappening,
        IToolUser
{
    private const int ReadPercent = 30;
    private const int GuessedPercent = 20;
    private const int LargestValue = 1_000_000;
    private const int LargestStep = 1_000;

    // A counter that is past zero has no room for one more in its direction.
    private const int HugePercent = 20;
    private const long HugeStep = long.MaxValue;

    private static readonly CollectionKind[] s_kinds = Enum.GetValues<CollectionKind>();

    // By collection and key: what a comparison would have to expect.
    private readonly Dictionary<(CollectionKind Kind, int Key), long> _seen = [];

    /// <summary>Whether it waits for nothing.</summary>
    public bool IsQuiet { get; private set; } = true;

    private TimeSpan Now => world.Timeline.Now;

    public void Start() => Think();

    public void Happen(long tag)
    {
        if (!member.Process.MayHappen(this, tag) || !world.SendingAllowed)
            return;
        Asked asked = Draw();
        ulong number = world.DrawPayload();
        IsQuiet = false;
        world.Chronicle.Record(
            new UpdateCalled(
                Now,
                member.Process.Id,
                plan.Name,
                number,
                asked.Kind.Word(),
                asked.Kind.Word(),
                asked.Call.Word(),
                asked.Argument
            )
            {
                Key = asked.Key,
                Expected = asked.Expected,
            }
        );
        if (asked.Call.IsRead())
            member.Space.Barriers.Add(new Read(this, number, asked));
        else
            member
                .Collections![asked.Kind]
                .Submit(
                    asked,
                    new Waiting(number, result => Return(number, asked, result), why => GiveUp(number, why))
                );
    }

    private Asked Draw()
    {
        CollectionKind kind = random.Pick(s_kinds);
        CollectionCall call = random.Pick(random.Percent(ReadPercent) ? kind.Reads() : kind.Updates());
        bool isOfAll = kind == CollectionKind.Tally || call == CollectionCall.Count;
        int key = isOfAll ? 0 : random.Between(1, plan.CollectionKeys);
        if (call.IsRead())
            return new Asked(kind, call, key);
        bool hasValue = kind != CollectionKind.Set && call != CollectionCall.Remove;
        long argument =
            !hasValue ? 0
            : call == CollectionCall.Add ? DrawStep()
            : random.Between(1, LargestValue);
        long expected =
            call != CollectionCall.CompareAndSet ? 0
            : random.Percent(GuessedPercent) ? random.Between(0, LargestStep)
            : _seen.GetValueOrDefault((kind, key));
        return new Asked(kind, call, key, argument, expected);
    }

    private long DrawStep() =>
        random.Percent(HugePercent) ? random.Pick([HugeStep, -HugeStep]) : random.Between(-LargestStep, LargestStep);

    private void Return(ulong number, in Asked asked, long? result)
    {
        world.Chronicle.Record(new UpdateReturned(Now, member.Process.Id, plan.Name, number, result));
        if (ToExpect(asked, result) is { } seen)
            _seen[(asked.Kind, asked.Key)] = seen;
        Think();
    }

    // A setting is compared by its version. Who was refused by a dictionary or a tally has seen nothing.
    private static long? ToExpect(in Asked asked, long? result) =>
        (asked.Kind, asked.Call) switch
        {
            (CollectionKind.Settings, CollectionCall.Read) => null,
            (CollectionKind.Settings, CollectionCall.Remove) => 0,
            (CollectionKind.Settings, _) => Math.Abs(result ?? 0),
            (_, CollectionCall.Write) => asked.Argument,
            (_, CollectionCall.AddIfAbsent or CollectionCall.CompareAndSet) => result == 1 ? asked.Argument : null,
            _ => result,
        };

    private void GiveUp(ulong number, UpdateFailure? why)
    {
        world.Chronicle.Record(
            new UpdateGivenUp(Now, member.Process.Id, plan.Name, number) { IsExcluded = why == UpdateFailure.NotSent }
        );
        Think();
    }

    private void Think()
    {
        IsQuiet = true;
        world.Timeline.After(random.Between(TimeSpan.Zero, plan.ThinkTime * 2), this);
    }

    private sealed class Read(CollectionClient client, ulong number, Asked asked) : PendingRead
    {
        public override void Pass() => client.Return(number, asked, client.Look(asked));

        public override void End() => client.GiveUp(number, null);
    }

    private long? Look(in Asked asked) => member.Collections![asked.Kind].Look(asked);
}
