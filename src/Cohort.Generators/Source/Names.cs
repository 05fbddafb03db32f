using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cohort.Generators.Source;

/// <summary>How symbols are called in generated code, and to people.</summary>
internal static class Names
{
    private static readonly SymbolDisplayFormat Annotated =
        SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
            SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
        );

    private static readonly SymbolDisplayFormat Plain = SymbolDisplayFormat
        .FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted)
        .RemoveMiscellaneousOptions(
            SymbolDisplayMiscellaneousOptions.UseSpecialTypes
                | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers
        );

    /// <summary>With <c>global::</c>, and with question marks where null is allowed.</summary>
    public static string Code(ITypeSymbol type) => type.ToDisplayString(Annotated);

    /// <summary>With its namespace and no more.</summary>
    public static string Full(ITypeSymbol type) => type.ToDisplayString(Plain);

    /// <summary>
    /// The namespace and name of a type's definition as metadata has it, such as <c>System.Nullable`1</c>.
    /// </summary>
    public static string Metadata(ITypeSymbol type) =>
        type.ContainingType is { } outer ? $"{Metadata(outer)}+{type.MetadataName}"
        : type.ContainingNamespace is { IsGlobalNamespace: false } space
            ? $"{space.ToDisplayString()}.{type.MetadataName}"
        : type.MetadataName;

    /// <summary>A name that may be a keyword.</summary>
    public static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None
        || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None
            ? "@" + name
            : name;

    /// <summary>A name that none of those is.</summary>
    public static string Free(string name, IEnumerable<string> taken)
    {
        string[] names = [.. taken];
        while (names.Contains(name))
            name += "_";
        return name;
    }

    /// <summary>A text as a literal.</summary>
    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary>The attribute of that full name, where the symbol has it.</summary>
    public static AttributeData? Attribute(this ISymbol symbol, string name) =>
        symbol
            .GetAttributes()
            .FirstOrDefault(attribute => attribute.AttributeClass is { } type && Metadata(type) == name);

    /// <summary>
    /// The declaration of a partial type, as it is repeated in generated code, without what it derives from.
    /// </summary>
    public static string Declaration(INamedTypeSymbol type)
    {
        string keyword = type switch
        {
            { TypeKind: TypeKind.Interface } => "interface",
            { IsRecord: true, IsValueType: true } => "record struct",
            { IsRecord: true } => "record",
            { IsValueType: true } => "struct",
            _ => "class",
        };
        return $"partial {keyword} {Escape(type.Name)}";
    }
}
