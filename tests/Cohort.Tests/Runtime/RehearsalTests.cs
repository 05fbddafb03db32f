using Cohort.Runtime.Rehearsals;

namespace Cohort.Tests.Runtime;

public class RehearsalTests
{
    // The founding view, the one without the dead member, two until it holds the state again, the one without the leaver.
    [Fact]
    public void A_group_is_formed_and_changed_as_often_as_in_earnest() =>
        Assert.Equal(new ViewNumber(4), Rehearsal.Play());

    [Fact]
    public async Task It_is_played_once()
    {
        Task first = Rehearsal.PlayOnceAsync();

        Assert.Same(first, Rehearsal.PlayOnceAsync());
        await first.Soon();
    }
}
