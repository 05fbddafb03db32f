using System.Collections.Concurrent;
using Cohort.Runtime;

namespace Cohort.Tests.Runtime;

public class MailboxTests
{
    private readonly BlockingCollection<bool> _wakes = [];
    private readonly Mailbox<int> _mailbox;

    public MailboxTests() => _mailbox = new Mailbox<int>(() => _wakes.Add(true));

    [Fact]
    public void One_turn_takes_all_that_is_there_in_order()
    {
        int[] posted = [.. Enumerable.Range(0, 1000)];
        foreach (int letter in posted)
            Assert.True(_mailbox.Post(letter));

        Assert.True(_mailbox.Take(out ReadOnlySpan<int> letters));
        Assert.Equal(posted, letters.ToArray());
        Assert.True(_mailbox.Take(out letters));
        Assert.Empty(letters.ToArray());
    }

    [Fact]
    public void The_first_letter_wakes_the_one_who_rests_and_no_other_does()
    {
        _mailbox.Post(1);
        Assert.Empty(_wakes);
        Assert.False(_mailbox.TryRest());
        _mailbox.Take(out _);

        Assert.True(_mailbox.TryRest());
        _mailbox.Post(2);
        _mailbox.Post(3);

        Assert.Single(_wakes);
    }

    [Fact]
    public void Who_has_taken_does_not_rest_any_more()
    {
        Assert.True(_mailbox.TryRest());
        _mailbox.Take(out _);

        _mailbox.Post(1);

        Assert.Empty(_wakes);
    }

    [Fact]
    public void Closing_wakes_the_one_who_rests()
    {
        Assert.True(_mailbox.TryRest());

        _mailbox.Close();

        Assert.Single(_wakes);
        Assert.False(_mailbox.TryRest());
        Assert.False(_mailbox.Take(out _));
    }

    [Fact]
    public void A_closed_mailbox_gives_what_it_has_and_takes_no_more()
    {
        _mailbox.Post(1);
        _mailbox.Close();

        Assert.False(_mailbox.Post(2));
        Assert.True(_mailbox.Take(out ReadOnlySpan<int> letters));
        Assert.Equal([1], letters.ToArray());
        Assert.False(_mailbox.Take(out _));
    }

    [Fact]
    public async Task Letters_of_many_arrive_once_and_in_each_ones_order()
    {
        const int Writers = 4;
        const int Letters = 20_000;
        Task writing = Task.WhenAll(
            Enumerable
                .Range(0, Writers)
                .Select(writer =>
                    Task.Run(() =>
                    {
                        for (int number = 0; number < Letters; number++)
                            _mailbox.Post((writer * Letters) + number);
                    })
                )
        );

        int[] next = new int[Writers];
        for (int taken = 0; taken < Writers * Letters; )
        {
            // Whoever is not woken for a letter would wait here for ever.
            if (_mailbox.TryRest())
                Assert.True(_wakes.TryTake(out _, Deadline.Limit));
            Assert.True(_mailbox.Take(out ReadOnlySpan<int> letters));
            foreach (int letter in letters)
                Assert.Equal(next[letter / Letters]++, letter % Letters);
            taken += letters.Length;
        }
        await writing.Soon();
    }
}
