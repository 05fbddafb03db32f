using Cohort.Generators.Source;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cohort.Generators.Serialization;

/// <summary>Makes the model of one [Packed] type, and says what is wrong with it.</summary>
internal sealed class PackedTypeReader(INamedTypeSymbol type, AttributeData attribute)
{
    private readonly List<Note> _notes = [];

    public static PackedResult Read(GeneratorAttributeSyntaxContext context) =>
        new PackedTypeReader((INamedTypeSymbol)context.TargetSymbol, context.Attributes[0]).Read();

    private PackedResult Read()
    {
        CheckDeclaration();
        if (_notes.Count > 0)
            return new(null, new([.. _notes]));
        PackedType read = Begin();
        read = type.IsAbstract
            ? read with
            {
                Cases = new([.. new UnionReader(type, _notes).Cases()]),
            }
            : WithMembers(read);
        return new(_notes.Count == 0 ? read : null, new([.. _notes]));
    }

    private void CheckDeclaration()
    {
        if (type.TypeKind == TypeKind.Interface)
            Refuse("it is an interface, which cannot pack itself; use an abstract record");
        else if (type.IsRefLikeType)
            Refuse("it is a ref struct, which no collection can hold");
        else if (type.IsStatic)
            Refuse("it is static");
        else if (!type.IsAbstract && type.Attribute(UnionReader.UnionAttribute) is not null)
            Refuse("it has [Union] and is not abstract; make it abstract, and each of its cases a type of its own");
        for (INamedTypeSymbol? level = type; level is not null; level = level.ContainingType)
        {
            if (level.IsGenericType)
                _notes.Add(Note.At(type, Problems.Generic, Names.Full(level)));
            if (!IsPartial(level))
                _notes.Add(Note.At(level, Problems.NotPartial, Names.Full(level), Names.Full(type)));
        }
    }

    private void Refuse(string why) => _notes.Add(Note.At(type, Problems.NotThisType, Names.Full(type), why));

    private static bool IsPartial(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.Any(reference =>
            reference.GetSyntax() is TypeDeclarationSyntax declaration
            && declaration.Modifiers.Any(modifier => modifier.IsKind(SyntaxKind.PartialKeyword))
        );

    private PackedType Begin()
    {
        string full = Names.Full(type);
        var declarations = new Stack<string>();
        bool visible = true;
        for (INamedTypeSymbol? level = type; level is not null; level = level.ContainingType)
        {
            declarations.Push(Names.Declaration(level));
            visible &=
                level.DeclaredAccessibility
                    is Accessibility.Public
                        or Accessibility.Internal
                        or Accessibility.ProtectedOrInternal;
        }
        return new()
        {
            Namespace = type.ContainingNamespace.IsGlobalNamespace ? null : type.ContainingNamespace.ToDisplayString(),
            Declarations = new([.. declarations]),
            Code = Names.Code(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated)),
            Name = Names.Escape(type.Name),
            Contract =
                attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "Name").Value.Value as string
                ?? full,
            FileName = full,
            IsValueType = type.IsValueType,
            MayBeDerived = !type.IsValueType && !type.IsSealed,
            IsVisible = visible,
        };
    }

    private PackedType WithMembers(PackedType read)
    {
        List<Candidate> candidates = MemberReader.Members(type);
        int[] numbers = Numbers(candidates);
        var members = new List<PackedMember>();
        for (int place = 0; place < candidates.Count; place++)
        {
            if (Member(candidates[place], numbers[place]) is { } member)
                members.Add(member);
        }
        IMethodSymbol? primary = MemberReader.PrimaryConstructor(type);
        return _notes.Count > 0
            ? read
            : read with
            {
                Members = new([.. members]),
                Construction = HowToConstruct(primary),
                Parameters = new([
                    .. MemberReader.Parameters(primary).Select(parameter => Parameter(parameter, candidates)),
                ]),
            };
    }

    private int[] Numbers(List<Candidate> candidates)
    {
        int?[] given = [.. candidates.Select(candidate => candidate.Number)];
        if (given.All(number => number is null))
        {
            CheckOneFile(candidates);
            return [.. Enumerable.Range(1, candidates.Count)];
        }
        var names = new Dictionary<int, string>();
        for (int place = 0; place < given.Length; place++)
        {
            ISymbol symbol = candidates[place].Symbol;
            string name = $"{type.Name}.{symbol.Name}";
            if (given[place] is not { } number)
                _notes.Add(Note.At(symbol, Problems.SomeNumbers, name, type.Name));
            else if (number is < 1 or > RecordField.Largest)
                _notes.Add(Note.At(symbol, Problems.NumberOutOfRange, name, $"{number}"));
            else if (names.TryGetValue(number, out string? other))
                _notes.Add(Note.At(symbol, Problems.SameNumber, name, $"{number}", other));
            else
                names.Add(number, name);
        }
        return [.. given.Select(number => number ?? 0)];
    }

    private void CheckOneFile(List<Candidate> candidates)
    {
        IEnumerable<SyntaxTree?> files = candidates
            .Where(candidate => SymbolEqualityComparer.Default.Equals(candidate.Symbol.ContainingType, type))
            .Select(candidate => candidate.Symbol.Locations.FirstOrDefault()?.SourceTree)
            .Distinct();
        if (files.Count() > 1)
            _notes.Add(Note.At(type, Problems.SeveralFiles, Names.Full(type)));
    }

    private PackedMember? Member(Candidate candidate, int number)
    {
        ISymbol symbol = candidate.Symbol;
        string name = $"{type.Name}.{symbol.Name}";
        if (Shapes.Find(candidate.Type, out string? problem) is not { } shape)
        {
            _notes.Add(Note.At(symbol, Problems.NotPackable, name, problem!));
            return null;
        }
        if (candidate.Parameter is null && MemberReader.WhyNotAssignable(symbol, type) is { } why)
        {
            _notes.Add(Note.At(symbol, Problems.CannotBeSet, name, why));
            return null;
        }
        Setting setting = candidate.Parameter is null ? Setting.Assignment : Setting.Parameter;
        return new(new(number, symbol.Name, shape), setting);
    }

    private PackedParameter Parameter(IParameterSymbol parameter, List<Candidate> candidates)
    {
        int member = candidates.FindIndex(candidate =>
            SymbolEqualityComparer.Default.Equals(candidate.Parameter, parameter)
        );
        string? value = parameter.HasExplicitDefaultValue ? Literals.Of(parameter) : null;
        if (member < 0 && value is null)
        {
            if (MemberReader.IsLeftOut(parameter) || type.GetMembers(parameter.Name).Any(MemberReader.IsLeftOut))
                value = "default!";
            else
                _notes.Add(
                    Note.At(
                        parameter,
                        Problems.CannotBeSet,
                        $"{type.Name}({parameter.Name})",
                        "no member of the same name and type says what the parameter is; add one, or a default value"
                    )
                );
        }
        return new(member, value);
    }

    private Construction HowToConstruct(IMethodSymbol? primary)
    {
        if (primary is not null)
            return Construction.Primary;
        IMethodSymbol[] declared =
        [
            .. type.InstanceConstructors.Where(constructor =>
                !constructor.IsImplicitlyDeclared && !IsCopying(constructor)
            ),
        ];
        if (declared.Any(constructor => constructor.Parameters.Length == 0))
            return Construction.Parameterless;
        return declared.Length == 0 && !type.IsValueType ? Construction.Implicit : Construction.None;
    }

    private bool IsCopying(IMethodSymbol constructor) =>
        type.IsRecord
        && constructor.Parameters.Length == 1
        && SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, type);
}
