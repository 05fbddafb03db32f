using Cohort.Serialization;

namespace Cohort.Toolkit.Tests.Serialization;

/// <summary>Equal content has equal bytes, so that replicas can compare what they have.</summary>
public sealed class Determinism
{
    [Fact]
    public void A_dictionary_has_the_same_bytes_however_it_came_to_be()
    {
        string[] keys = [.. Enumerable.Range(0, 200).Select(number => $"k{number}")];
        Assert.Equal(Bytes(keys), Bytes([.. keys.Reverse()]));
        Assert.Equal(Bytes(keys), Bytes([.. keys.Concat(["gone"])], remove: "gone"));

        static byte[] Bytes(string[] keys, string? remove = null)
        {
            var map = new Dictionary<string, List<int>>(
                keys.ToDictionary(key => key, key => new List<int> { key.Length })
            );
            if (remove is not null)
                map.Remove(remove);
            return Packer.Pack(new Collections { Map = map });
        }
    }

    [Fact]
    public void Keys_that_are_records_are_in_the_order_of_their_bytes()
    {
        Point[] points = [.. Enumerable.Range(-50, 100).Select(number => new Point(number, -number))];
        Assert.Equal(Bytes(points), Bytes([.. points.Reverse()]));

        static byte[] Bytes(Point[] points) =>
            Packer.Pack(new Collections { ByPoint = points.ToDictionary(p => p, p => (Line?)new Line(p, p)) });
    }

    [Fact]
    public void A_set_has_the_same_bytes_however_it_came_to_be()
    {
        Guid[] guids = [.. Enumerable.Range(0, 100).Select(_ => Guid.NewGuid())];
        Assert.Equal(
            Packer.Pack(new Collections { Set = [.. guids] }),
            Packer.Pack(new Collections { Set = [.. guids.Reverse()] })
        );
    }

    [Fact]
    public void A_sorted_dictionary_with_another_order_has_the_bytes_of_one_without()
    {
        var content = new Dictionary<int, string> { [1] = "a", [2] = "b" };
        var backwards = new SortedDictionary<int, string>(
            content,
            Comparer<int>.Create((left, right) => right.CompareTo(left))
        );
        Assert.Equal(
            Packer.Pack(new Collections { Sorted = new(content) }),
            Packer.Pack(new Collections { Sorted = backwards })
        );
    }
}
