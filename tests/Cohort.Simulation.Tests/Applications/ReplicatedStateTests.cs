using Cohort.Simulation.Applications;

namespace Cohort.Simulation.Tests.Applications;

public class ReplicatedStateTests
{
    [Fact]
    public void Two_that_applied_the_same_in_the_same_order_are_equal_and_two_that_did_not_are_not()
    {
        ReplicatedState one = Applied(1, 2, 3);
        ReplicatedState same = Applied(1, 2, 3);
        ReplicatedState other = Applied(1, 3, 2);

        Assert.Equal(one.Hash, same.Hash);
        Assert.NotEqual(one.Hash, other.Hash);
        Assert.Equal(one.Contents, other.Contents);
    }

    [Fact]
    public void What_is_saved_is_loaded_and_goes_on_as_if_nothing_had_been()
    {
        ReplicatedState donor = Applied(1, 2, 3);
        ReplicatedState joiner = Empty();

        Assert.True(joiner.TryLoad(donor.Save()));
        Assert.Equal(donor.Apply(Enqueue(4)), joiner.Apply(Enqueue(4)));
        Assert.Equal(donor.Apply(Dequeue(5)), joiner.Apply(Dequeue(5)));
        Assert.Equal(donor.Hash, joiner.Hash);
        Assert.Equal(donor.Contents, joiner.Contents);
    }

    [Fact]
    public void A_snapshot_with_any_byte_changed_or_missing_is_refused()
    {
        byte[] snapshot = Applied(1, 2, 3).Save();

        for (int index = 0; index < snapshot.Length; index++)
        {
            byte[] damaged = [.. snapshot];
            damaged[index] ^= 0x40;
            Assert.False(Empty().TryLoad(damaged), $"byte {index}");
        }

        Assert.False(Empty().TryLoad(snapshot.AsSpan(0, snapshot.Length - 1)));
        Assert.False(Empty().TryLoad([]));
    }

    [Fact]
    public void Payloads_tell_when_a_byte_of_them_is_not_what_was_sent()
    {
        Payload payload = new(77, new Operation(ObjectCall.Write, 3, -5));
        byte[] bytes = payload.Encode(100);

        Assert.True(Payload.TryDecode(bytes, out Payload decoded));
        Assert.Equal(payload, decoded);
        for (int index = 0; index < bytes.Length; index++)
        {
            byte[] damaged = [.. bytes];
            damaged[index]++;
            Assert.False(Payload.TryDecode(damaged, out _), $"byte {index}");
        }
    }

    private static ReplicatedState Empty() => new(objects: 3, ballast: 100);

    private static ReplicatedState Applied(params ulong[] payloads)
    {
        ReplicatedState state = Empty();
        foreach (ulong payload in payloads)
        {
            state.Note(payload);
            state.Apply(Enqueue(payload));
        }

        return state;
    }

    private static Payload Enqueue(ulong number) => new(number, new Operation(ObjectCall.Enqueue, 2, (long)number));

    private static Payload Dequeue(ulong number) => new(number, new Operation(ObjectCall.Dequeue, 2, 0));
}
