namespace Cohort.Toolkit.Tests.Durability;

/// <summary>A contract whose calls are on every disk before they are executed.</summary>
[GroupContract]
public interface IPersisted
{
    /// <summary>Adds two numbers.</summary>
    [Delivery(Delivery.Durable)]
    int Sum(int left, int right);
}

/// <summary>Adds.</summary>
internal sealed class Persisted : IPersisted
{
    public int Sum(int left, int right) => left + right;
}
