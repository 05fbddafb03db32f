using Cohort.Runtime;

namespace Cohort.Tests.Runtime;

public class MailboxTests
{
    private readonly Mailbox<int> _mailbox = new();

    [Fact]
    public void One_turn_takes_all_that_is_there_in_order()
    {
        int[] posted = [.. Enumerable.Range(0, 1000)];
        foreach (int letter in posted)
            Assert.True(_mailbox.Post(letter));

        Assert.True(_mailbox.Take(TimeSpan.Zero, out ReadOnlySpan<int> letters));
        Assert.Equal(posted, letters.ToArray());
        Assert.True(_mailbox.Take(TimeSpan.Zero, out letters));
        Assert.Empty(letters.ToArray());
    }

    [Fact]
    public void A_turn_without_letters_ends_with_its_patience()
    {
        Assert.True(_mailbox.Take(TimeSpan.FromMilliseconds(1), out ReadOnlySpan<int> letters));
        Assert.Empty(letters.ToArray());
    }

    [Fact]
    public async Task A_letter_wakes_the_one_who_waits()
    {
        Task<int> taken = Task.Run(() =>
        {
            _mailbox.Take(Deadline.Limit * 2, out ReadOnlySpan<int> letters);
            return letters.ToArray().Single();
        });

        _mailbox.Post(7);

        Assert.Equal(7, await taken.Soon());
    }

    [Fact]
    public async Task Closing_wakes_the_one_who_waits()
    {
        Task<bool> taken = Task.Run(() => _mailbox.Take(Deadline.Limit * 2, out _));

        _mailbox.Close();

        Assert.False(await taken.Soon());
    }

    [Fact]
    public void A_closed_mailbox_gives_what_it_has_and_takes_no_more()
    {
        _mailbox.Post(1);
        _mailbox.Close();

        Assert.False(_mailbox.Post(2));
        Assert.True(_mailbox.Take(Deadline.Limit, out ReadOnlySpan<int> letters));
        Assert.Equal([1], letters.ToArray());
        Assert.False(_mailbox.Take(Deadline.Limit, out _));
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
            Assert.True(_mailbox.Take(Deadline.Limit, out ReadOnlySpan<int> letters));
            Assert.NotEqual(0, letters.Length);
            foreach (int letter in letters)
                Assert.Equal(next[letter / Letters]++, letter % Letters);
            taken += letters.Length;
        }
        await writing.Soon();
    }
}
