using Cohort.Simulation.Applications;

namespace Cohort.Simulation.Tests.Applications;

public class UndeliveredMessagesTests
{
    private readonly UndeliveredMessages _messages = new();

    [Fact]
    public void What_was_accepted_counts_until_it_is_delivered()
    {
        _messages.Sent(1, 100);
        _messages.Sent(2, 30);
        _messages.Sent(3, 5);
        _messages.Accepted(1);
        _messages.Delivered(1);
        _messages.Accepted(2);
        _messages.Rejected(3);
        _messages.Accepted(3);

        Assert.Equal((100, 1), (_messages.MostBytes, _messages.Most));
    }

    [Fact]
    public void What_was_accepted_adds_up_and_is_given_up_with_the_membership()
    {
        _messages.Sent(1, 100);
        _messages.Sent(2, 30);
        _messages.Accepted(1);
        _messages.Accepted(2);
        (long, long) before = (_messages.MostBytes, _messages.Most);
        _messages.GiveUp();
        _messages.Sent(3, 60);
        _messages.Accepted(3);

        Assert.Equal((130, 2), before);
        Assert.Equal((130, 2), (_messages.MostBytes, _messages.Most));
    }

    [Fact]
    public void What_handlers_send_counts_by_its_bytes_alone()
    {
        _messages.Sent(1, 100, fromHandler: true);
        _messages.Accepted(1);
        _messages.Sent(2, 10);
        _messages.Accepted(2);
        _messages.Delivered(1);
        _messages.Delivered(2);
        _messages.Sent(3, 10);
        _messages.Accepted(3);

        Assert.Equal((110, 1), (_messages.MostBytes, _messages.Most));
    }
}
