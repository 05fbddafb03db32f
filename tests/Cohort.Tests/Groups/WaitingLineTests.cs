using Cohort.Runtime.Groups;

namespace Cohort.Tests.Groups;

public class WaitingLineTests
{
    private readonly WaitingLine _line = new();
    private readonly SendRequest[] _requests = [.. Enumerable.Range(0, 4).Select(_ => new SendRequest(_ => { }))];

    public WaitingLineTests()
    {
        foreach (SendRequest request in _requests)
            _line.Add(request);
    }

    [Fact]
    public void Who_came_first_is_first()
    {
        Assert.Equal(_requests, Everybody());
        Assert.Null(_line.First);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Whoever_leaves_the_line_leaves_the_others_in_their_order(int leaver)
    {
        Assert.True(_line.Remove(_requests[leaver]));
        Assert.False(_line.Remove(_requests[leaver]));
        _line.Add(_requests[leaver]);

        Assert.Equal([.. _requests.Where((_, index) => index != leaver), _requests[leaver]], Everybody());
    }

    [Fact]
    public void Who_never_waited_cannot_leave()
    {
        Assert.False(_line.Remove(new SendRequest(_ => { })));
        Assert.Equal(_requests, Everybody());
    }

    private List<SendRequest> Everybody()
    {
        var everybody = new List<SendRequest>();
        while (_line.First is { } first)
        {
            Assert.True(_line.Remove(first));
            everybody.Add(first);
        }
        return everybody;
    }
}
