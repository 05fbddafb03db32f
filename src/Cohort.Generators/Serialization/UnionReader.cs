using Cohort.Generators.Source;
using Microsoft.CodeAnalysis;

namespace Cohort.Generators.Serialization;

/// <summary>Reads the cases of an abstract [Packed] type.</summary>
internal sealed class UnionReader(INamedTypeSymbol type, List<Note> notes)
{
    public const string UnionAttribute = "Cohort.Serialization.UnionAttribute";

    public IEnumerable<PackedCase> Cases()
    {
        var cases = new List<(int Number, INamedTypeSymbol Type)>();
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (attribute.AttributeClass is not { } name || Names.Metadata(name) != UnionAttribute)
                continue;
            object?[] arguments = [.. attribute.ConstructorArguments.Select(argument => argument.Value)];
            if (arguments.Length != 2 || arguments[0] is not int number || arguments[1] is not INamedTypeSymbol item)
                continue;
            if (WhyNot(item, number, cases) is { } why)
                notes.Add(Note.At(type, Problems.BadCase, Names.Full(item), Names.Full(type), why));
            else
                cases.Add((number, item));
        }
        if (cases.Count == 0 && notes.Count == 0)
            notes.Add(Note.At(type, Problems.NoCases, Names.Full(type)));
        return cases
            .OrderBy(item => item.Number)
            .Select(item => new PackedCase(item.Number, Names.Code(item.Type), item.Type.IsAbstract));
    }

    private string? WhyNot(INamedTypeSymbol item, int number, List<(int Number, INamedTypeSymbol Type)> cases)
    {
        if (number is < 1 or > RecordField.Largest)
            return $"its number is {number}, and numbers go from 1 to {RecordField.Largest}";
        if (cases.Any(other => other.Number == number))
            return $"number {number} is another case's; give it one that was never used before";
        if (cases.Any(other => SymbolEqualityComparer.Default.Equals(other.Type, item)))
            return "it is a case already";
        if (!DerivesFromUnion(item))
            return "it does not derive from it";
        if (item.IsGenericType)
            return "it is generic";
        return Shapes.PacksItself(item) ? null : "it is not marked [Packed], which is in Cohort.Serialization";
    }

    private bool DerivesFromUnion(INamedTypeSymbol item)
    {
        for (INamedTypeSymbol? level = item.BaseType; level is not null; level = level.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(level, type))
                return true;
        }
        return false;
    }
}
