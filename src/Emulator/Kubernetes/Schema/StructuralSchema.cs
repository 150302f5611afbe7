using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Custom;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Schema;

/// <summary>The compiled schema of one version of a CRD: defaults, prunes and validates its objects.</summary>
internal sealed class StructuralSchema : ICustomSchema
{
    private readonly SchemaRuleSet? _rules;

    /// <summary>Warnings of objects validated lately; forgotten with the object.</summary>
    private readonly ConditionalWeakTable<JsonObject, List<string>> _warnings = [];

    private StructuralSchema(SchemaNode root)
    {
        Root = root;
        _rules = SchemaRuleSet.Compile(root);
    }

    public SchemaNode Root { get; }

    /// <exception cref="DecodeException">Nested too deeply.</exception>
    public static StructuralSchema Compile(JsonObject openApiV3Schema) => new(SchemaNode.Read(openApiV3Schema));

    /// <summary>Everything a CRD's schema is refused for; <paramref name="path"/> is the schema's place in the CRD.</summary>
    public static IEnumerable<FieldError> CompileErrors(JsonObject openApiV3Schema, string path)
    {
        SchemaNode root;
        try
        {
            root = SchemaNode.Read(openApiV3Schema);
        }
        catch (DecodeException e)
        {
            return [FieldError.Invalid(path, "", e.Message)];
        }

        var errors = new List<FieldError>();
        if (root.Nullable)
        {
            errors.Add(FieldError.Forbidden(path + ".nullable", "nullable cannot be true at the root"));
        }

        // A schema with unsupported keywords is not even read as structural by the real server.
        var structural = root.HasUnsupported ? [] : StructuralRules.Check(root, path);
        structural = structural.Count > 0 || root.HasUnsupported ? structural : DefaultRules.Check(root, path);
        errors.AddRange(structural);
        var open = OpenApiRules.Check(root, path, out var faulty);
        errors.AddRange(open);
        if (structural.Count == 0 && !root.HasUnsupported)
        {
            errors.AddRange(RuleProblems.Of(root, path, faulty));
        }

        if (errors.Count == 0 && root.HasUnsupported)
        {
            // The one unsupported keyword that the other rules let pass.
            errors.Add(FieldError.Invalid(path, "", "OpenAPIV3Schema 'schema' is not supported"));
        }

        return errors;
    }

    public void DropNulls(JsonObject obj) => SchemaDefaults.DropNulls(obj, Root);

    public void Default(JsonObject obj) => SchemaDefaults.Fill(obj, Root);

    /// <summary>
    /// Drops unknown fields and reads embedded metadata as such.
    /// </summary>
    /// <exception cref="DecodeException">When metadata inside the object cannot be read (400).</exception>
    public void Prune(JsonObject obj, List<string>? unknown)
    {
        var metadata = new List<string>();
        if (EmbeddedObjects.Coerce(obj, Root, false, "", metadata) is { } error)
        {
            throw new DecodeException(error.ToString());
        }

        metadata.Sort(StringComparer.Ordinal);
        var pruned = SchemaPruning.Prune(obj, Root, true);
        unknown?.AddRange(pruned);
        unknown?.AddRange(metadata);
    }

    /// <param name="asked">What is asked about, and what is already known to be wrong.</param>
    public IEnumerable<FieldError> Validate(JsonObject obj, JsonObject? old, SchemaQuestion asked = default)
    {
        var warnings = new List<string>();
        var errors = Validate(obj, old, warnings, asked);
        if (warnings.Count > 0)
        {
            _warnings.AddOrUpdate(obj, warnings);
        }

        return errors;
    }

    public IEnumerable<string> Warnings(JsonObject obj) => _warnings.TryGetValue(obj, out var warnings) ? warnings : [];

    /// <param name="warnings">Takes the texts of rules that fail but are forgiven because nothing changed.</param>
    public List<FieldError> Validate(
        JsonObject obj, JsonObject? old, List<string>? warnings, SchemaQuestion asked = default)
    {
        var correlation = old is null ? null : new Correlation(obj, old, Root);
        List<FieldError> errors;
        if (!asked.OnlyStatus)
        {
            errors = new ValueCheck("").Run(obj, Root, "", correlation).Errors;
            EmbeddedObjects.Validate(obj, Root, false, "", errors);
        }
        else
        {
            // The status is checked as a document of its own, so messages name its fields without it.
            errors = Root.Child("status") is { } status && obj.TryGetPropertyValue("status", out var value)
                ? new ValueCheck("status").Run(value, status, "", correlation?.Key("status")).Errors
                : [];
        }

        var lists = new List<FieldError>();
        if (old is not null)
        {
            ListRules.Check(old, Root, "", lists);
        }

        if (lists.Count == 0)
        {
            ListRules.Check(obj, Root, "", errors);
        }

        if (_rules is null)
        {
            return errors;
        }

        if (asked.IsBlocked || errors.Exists(IsBlocking))
        {
            errors.Add(FieldError.Invalid("<nil>", null, "some validation rules were not checked because the object was invalid; "
                + "correct the existing errors to complete validation"));
            return errors;
        }

        errors.AddRange(_rules.Validate(obj, correlation, warnings));
        return errors;
    }

    /// <summary>Faults after which no rule is asked.</summary>
    public static bool IsBlocking(FieldError error) => error.Type is FieldErrorType.NotSupported
        or FieldErrorType.Required or FieldErrorType.TooLong or FieldErrorType.TooMany or FieldErrorType.TypeInvalid;
}

/// <summary>What of a custom resource is to be checked.</summary>
/// <param name="OnlyStatus">True for a write of the status.</param>
/// <param name="IsBlocked">True when metadata is already so wrong that rules are not asked.</param>
internal readonly record struct SchemaQuestion(bool OnlyStatus, bool IsBlocked);
