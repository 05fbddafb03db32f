using Cohort.Generators.Source;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cohort.Generators.Serialization;

/// <summary>A member that counts, and the parameter of the primary constructor that it gets its value from.</summary>
internal sealed record Candidate(ISymbol Symbol, ITypeSymbol Type, IParameterSymbol? Parameter)
{
    private const string FieldAttribute = "Cohort.Serialization.FieldAttribute";

    /// <summary>The number that it was given, if any: on itself, or on the parameter.</summary>
    public int? Number =>
        (Symbol.Attribute(FieldAttribute) ?? Parameter?.Attribute(FieldAttribute))
            ?.ConstructorArguments.FirstOrDefault()
            .Value as int?;
}

/// <summary>Which members of a type count, in which order.</summary>
internal static class MemberReader
{
    private const string NotPackedAttribute = "Cohort.Serialization.NotPackedAttribute";
    private const string FieldAttribute = "Cohort.Serialization.FieldAttribute";

    /// <summary>The constructor whose parameters stand behind the type's name.</summary>
    public static IMethodSymbol? PrimaryConstructor(INamedTypeSymbol type) =>
        type.InstanceConstructors.FirstOrDefault(constructor =>
            constructor.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is TypeDeclarationSyntax)
        );

    /// <summary>The parameters of a constructor; none where there is no constructor.</summary>
    public static IReadOnlyList<IParameterSymbol> Parameters(IMethodSymbol? constructor) =>
        constructor?.Parameters ?? (IReadOnlyList<IParameterSymbol>)Array.Empty<IParameterSymbol>();

    /// <summary>
    /// The members that count: those of base types first, then the primary constructor's, then by their place.
    /// </summary>
    public static List<Candidate> Members(INamedTypeSymbol type)
    {
        IMethodSymbol? primary = PrimaryConstructor(type);
        var chosen = new Dictionary<string, Candidate>();
        var order = new List<string>();
        foreach (INamedTypeSymbol level in Lineage(type))
        {
            foreach (ISymbol member in Ordered(level))
            {
                if (Choose(member, type, primary) is not { } candidate)
                    continue;
                if (!chosen.ContainsKey(member.Name))
                    order.Add(member.Name);
                chosen[member.Name] = candidate;
            }
        }
        return [.. order.Select(name => chosen[name])];
    }

    public static bool IsLeftOut(ISymbol symbol) => symbol.Attribute(NotPackedAttribute) is not null;

    /// <summary>Why a member cannot be assigned in a constructor of the type; null where it can.</summary>
    public static string? WhyNotAssignable(ISymbol member, INamedTypeSymbol type)
    {
        bool own = SymbolEqualityComparer.Default.Equals(member.ContainingType, type);
        return member switch
        {
            IFieldSymbol { IsReadOnly: true } when !own => "it is a readonly field of a base type",
            IFieldSymbol => null,
            IPropertySymbol { SetMethod: { } setter } when own || IsAccessible(setter, type) => null,
            IPropertySymbol property when own && IsAutomatic(property) => null,
            IPropertySymbol => "it has no setter that this type can use; add one, or leave it out with [NotPacked]",
            _ => "it is neither a property nor a field",
        };
    }

    private static IEnumerable<INamedTypeSymbol> Lineage(INamedTypeSymbol type)
    {
        var lineage = new Stack<INamedTypeSymbol>();
        for (INamedTypeSymbol? level = type; level is { SpecialType: SpecialType.None }; level = level.BaseType)
            lineage.Push(level);
        return lineage;
    }

    // Where a record's own properties stand among its members is the compiler's business; the source says it better.
    private static IEnumerable<ISymbol> Ordered(INamedTypeSymbol level)
    {
        Dictionary<string, int> parameters = [];
        foreach (IParameterSymbol parameter in Parameters(PrimaryConstructor(level)))
            parameters[parameter.Name] = parameter.Ordinal;
        return level
            .GetMembers()
            .Where(member => member is IPropertySymbol or IFieldSymbol)
            .OrderBy(member => parameters.TryGetValue(member.Name, out int place) ? place : int.MaxValue)
            .ThenBy(member => member.Locations.FirstOrDefault()?.SourceTree?.FilePath, StringComparer.Ordinal)
            .ThenBy(member => member.Locations.FirstOrDefault()?.SourceSpan.Start ?? 0);
    }

    private static Candidate? Choose(ISymbol member, INamedTypeSymbol type, IMethodSymbol? primary)
    {
        if (member.IsStatic || member.IsImplicitlyDeclared && member is IFieldSymbol || IsLeftOut(member))
            return null;
        (ITypeSymbol? valueType, bool settable) = member switch
        {
            IPropertySymbol
            {
                IsIndexer: false,
                GetMethod: not null,
                ExplicitInterfaceImplementations.Length: 0
            } property => (property.Type, property.SetMethod is not null),
            IFieldSymbol { IsConst: false } field => (field.Type, true),
            _ => (null, false),
        };
        if (valueType is null)
            return null;
        IParameterSymbol? parameter = ParameterOf(member, valueType, primary);
        if (parameter is not null && IsLeftOut(parameter))
            return null;
        bool asked = member.Attribute(FieldAttribute) is not null;
        bool counts =
            asked || parameter is not null || settable && member.DeclaredAccessibility == Accessibility.Public;
        return counts && (IsReadable(member, type) || asked) ? new Candidate(member, valueType, parameter) : null;
    }

    /// <summary>The parameter that gives a member its value: the one of its name, or that name in lower case.</summary>
    private static IParameterSymbol? ParameterOf(ISymbol member, ITypeSymbol type, IMethodSymbol? primary) =>
        primary?.Parameters.FirstOrDefault(parameter =>
            (
                parameter.Name == member.Name
                || !primary.ContainingType.IsRecord
                    && string.Equals(parameter.Name, member.Name.TrimStart('_'), StringComparison.OrdinalIgnoreCase)
            ) && SymbolEqualityComparer.Default.Equals(parameter.Type, type)
        );

    private static bool IsReadable(ISymbol member, INamedTypeSymbol type) =>
        SymbolEqualityComparer.Default.Equals(member.ContainingType, type) || IsAccessible(member, type);

    private static bool IsAccessible(ISymbol member, INamedTypeSymbol type) =>
        member.DeclaredAccessibility switch
        {
            Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal => true,
            Accessibility.Internal or Accessibility.ProtectedAndInternal => SymbolEqualityComparer.Default.Equals(
                member.ContainingAssembly,
                type.ContainingAssembly
            ),
            _ => false,
        };

    private static bool IsAutomatic(IPropertySymbol property) =>
        property
            .ContainingType.GetMembers()
            .OfType<IFieldSymbol>()
            .Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));
}
