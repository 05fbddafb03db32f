using Microsoft.CodeAnalysis;

namespace Cohort.Generators.Tests.ReplicatedObjects;

/// <summary>What cannot be replicated is an error that names it and says what to do.</summary>
public sealed class Refusals
{
    private const string Head =
        "[Replicated] public partial class Stock { [Update] public int Add(int count) => count; ";

    [Theory]
    [InlineData(
        "COHORT101",
        "'Stock' must be partial",
        "[Replicated] public class Stock { [Update] public int Add() => 1; }"
    )]
    [InlineData(
        "COHORT102",
        "it has type arguments",
        "[Replicated] public partial class Stock<T> { [Update] public int Add() => 1; }"
    )]
    [InlineData(
        "COHORT102",
        "it lies in another type",
        "public partial class Shop { [Replicated] public partial class Stock { [Update] public int Add() => 1; } }"
    )]
    [InlineData(
        "COHORT102",
        "it is abstract or static",
        "[Replicated] public abstract partial class Stock { [Update] public int Add() => 1; }"
    )]
    [InlineData("COHORT102", "it is abstract or static", "[Replicated] public static partial class Stock { }")]
    [InlineData(
        "COHORT102",
        "it derives from Base",
        "public class Base; [Replicated] public partial class Stock : Base { [Update] public int Add() => 1; }"
    )]
    [InlineData(
        "COHORT102",
        "it is a record",
        "[Replicated] public partial record Stock { [Update] public int Add() => 1; }"
    )]
    [InlineData(
        "COHORT102",
        "no constructor without parameters",
        "[Replicated] public partial class Stock(int size) { [Update] public int Add() => size; }"
    )]
    [InlineData(
        "COHORT103",
        "its parameter bytes cannot be packed: System.ReadOnlySpan<System.Byte> lives only while a method runs; use an array",
        "[Replicated] public partial class Stock { [Read] public int Find(ReadOnlySpan<byte> bytes) => 1; }"
    )]
    [InlineData(
        "COHORT103",
        "its parameter numbers cannot be packed: System.ReadOnlySpan<System.Int32> lives only while a method runs; use an array",
        "[Replicated] public partial class Stock { [Update] public int Add(ReadOnlySpan<int> numbers) => 1; }"
    )]
    [InlineData(
        "COHORT103",
        "'Stock.Both' cannot be an [Update]: it has [Read] too",
        Head + "[Update, Read] public int Both() => 1; }"
    )]
    [InlineData("COHORT103", "it is static", Head + "[Update] public static int Bad() => 1; }")]
    [InlineData("COHORT103", "it has type arguments", Head + "[Update] public int Bad<T>(T value) => 1; }")]
    [InlineData("COHORT103", "it is asynchronous", Head + "[Update] public Task<int> Bad() => Task.FromResult(1); }")]
    [InlineData("COHORT103", "it is asynchronous", Head + "[Update] public ValueTask Bad() => default; }")]
    [InlineData("COHORT103", "it is asynchronous", Head + "[Update] public async void Bad() => await Task.Yield(); }")]
    [InlineData("COHORT103", "a parameter by reference", Head + "[Update] public int Bad(ref int value) => value; }")]
    [InlineData(
        "COHORT103",
        "'Stock.Bad' cannot be a [Read]: it returns nothing",
        Head + "[Read] public void Bad() { } }"
    )]
    [InlineData(
        "COHORT103",
        "it takes two contexts",
        Head + "[Update] public int Bad(UpdateContext one, UpdateContext two) => 1; }"
    )]
    [InlineData("COHORT103", "a read is none", Head + "[Read] public int Bad(UpdateContext context) => 1; }")]
    [InlineData(
        "COHORT103",
        "it takes a cancellation token",
        Head + "[Update] public int Bad(CancellationToken token) => 1; }"
    )]
    [InlineData(
        "COHORT103",
        "its parameter what cannot be packed: System.Uri",
        Head + "[Update] public int Bad(Uri what) => 1; }"
    )]
    [InlineData(
        "COHORT103",
        "what it returns cannot be packed: System.Object",
        Head + "[Read] public object Bad() => 1; }"
    )]
    [InlineData("COHORT103", "another method has its name", Head + "[Update] public int Add(string text) => 1; }")]
    [InlineData("COHORT104", "it is an event", Head + "public event Action? Changed; }")]
    [InlineData(
        "COHORT104",
        "'Stock.Size' cannot be part of the replicated state: it has no setter",
        Head + "public int Size { get; } = 3; }"
    )]
    [InlineData("COHORT104", "it can be set only while it is made", Head + "public int Size { get; init; } }")]
    [InlineData("COHORT104", "System.Uri is not marked", Head + "private Uri? _where; }")]
    [InlineData(
        "COHORT104",
        "it has the number of '_one'",
        Head + "[Field(7)] private int _one; [Field(7)] private int _two; }"
    )]
    [InlineData("COHORT105", "'Stock' has no method", "[Replicated] public partial class Stock { private int _size; }")]
    public void What_is_wrong_is_said(string id, string message, string source)
    {
        var compiled = new Compiled(source);
        Assert.Contains(compiled.Diagnostics, note => note.Id == id && note.GetMessage().Contains(message));
        Assert.All(
            compiled.Diagnostics.Where(note => note.Id.StartsWith("COHORT", StringComparison.Ordinal)),
            note => Assert.NotEqual(Location.None, note.Location)
        );
    }
}
