using Cohort.Simulation.Applications;

namespace Cohort.Simulation.Tests.Applications;

public class UndeliveredBytesTests
{
    [Fact]
    public void What_was_accepted_counts_until_it_is_delivered()
    {
        UndeliveredBytes bytes = new();
        bytes.Sent(1, 100);
        bytes.Sent(2, 30);
        bytes.Sent(3, 5);
        bytes.Accepted(1);
        bytes.Delivered(1);
        bytes.Accepted(2);
        bytes.Rejected(3);
        bytes.Accepted(3);

        Assert.Equal(100, bytes.Most);
    }

    [Fact]
    public void What_was_accepted_adds_up_and_is_given_up_with_the_membership()
    {
        UndeliveredBytes bytes = new();
        bytes.Sent(1, 100);
        bytes.Sent(2, 30);
        bytes.Accepted(1);
        bytes.Accepted(2);
        long before = bytes.Most;
        bytes.GiveUp();
        bytes.Sent(3, 60);
        bytes.Accepted(3);

        Assert.Equal((130, 130), (before, bytes.Most));
    }
}
