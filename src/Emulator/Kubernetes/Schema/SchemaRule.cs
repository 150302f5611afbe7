using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Cel;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Schema;

/// <summary>One rule of x-kubernetes-validations, compiled against the schema it stands on.</summary>
internal sealed class SchemaRule
{
    /// <summary>Why rules on a schema without a type are refused.</summary>
    public const string NoType = "internal error: failed to construct type information for x-kubernetes-validations rules: "
        + "unable to convert structural schema to CEL declarations";

    private readonly SchemaNode _schema;
    private readonly CelProgram? _program;
    private readonly CelProgram? _message;
    private readonly JsonObject _rule;
    private readonly bool _isResource;

    public SchemaRule(JsonObject rule, SchemaNode schema, bool isResource)
    {
        _rule = rule;
        _schema = schema;
        _isResource = isResource;
        Source = Text("rule");
        OptionalOld = rule["optionalOldSelf"] is JsonValue v && v.TryGetValue<bool>(out var flag) && flag;
        if (CelType.Of(schema, isResource) is not { } self)
        {
            CompileFault = NoType;
            return;
        }

        var variables = new Dictionary<string, CelType>(StringComparer.Ordinal)
        {
            ["self"] = self,
            ["oldSelf"] = OptionalOld ? CelType.Optional(self) : self,
        };
        try
        {
            _program = CelProgram.Compile(Source, variables);
            var isBool = _program.Type.Kind == CelKind.Bool;
            UsesOldSelf = isBool && _program.Uses("oldSelf");
            CompileFault = isBool ? null : "cel expression must evaluate to a bool";
            CompileFault ??= _program.FoldFault is { } fault ? "program instantiation failed: " + fault : null;
        }
        catch (CelSyntaxException e)
        {
            CompileFault = "compilation failed: " + e.Message;
        }

        if (Text("messageExpression").Trim().Length > 0)
        {
            try
            {
                _message = CelProgram.Compile(Text("messageExpression"), variables);
                MessageFault = _message.Type.Kind == CelKind.String ? null : "messageExpression must evaluate to a string";
            }
            catch (CelSyntaxException e)
            {
                MessageFault = "messageExpression compilation failed: " + e.Message;
            }
        }
    }

    public string Source { get; }

    public bool OptionalOld { get; }

    public bool UsesOldSelf { get; }

    /// <summary>Null when the rule compiles.</summary>
    public string? CompileFault { get; }

    public string? MessageFault { get; }

    public CelProgram? Program => _program;

    public CelProgram? MessageProgram => _message;

    /// <summary>The error of this rule for a value; null when it holds or does not apply.</summary>
    /// <param name="hasOld">False when there is no value before this one; rules on changes then do not run.</param>
    public FieldError? Run(JsonNode? value, bool hasOld, JsonNode? old, string path, CelBudget budget)
    {
        if (CompileFault is not null)
        {
            return FieldError.Invalid(path, _schema.Type, "rule compile error: " + CompileFault);
        }

        if (UsesOldSelf && !OptionalOld && !hasOld)
        {
            return null;
        }

        var variables = new Dictionary<string, object?>(StringComparer.Ordinal) { ["self"] = CelValues.From(value, _schema, _isResource) };
        if (UsesOldSelf)
        {
            var before = hasOld ? CelValues.From(old, _schema, _isResource) : null;
            variables["oldSelf"] = OptionalOld ? hasOld ? CelOptional.Of(before) : CelOptional.None : before;
        }

        switch (_program!.Run(variables, budget))
        {
            case true:
                return null;
            case CelError error:
                return FieldError.Invalid(path, _schema.Type, EvaluationText(error));
            default:
                return Failed(value, path, variables, budget);
        }
    }

    private string EvaluationText(CelError error)
    {
        var rule = Text("message") is { Length: > 0 } message ? message.Trim() : Source.Trim();
        if (error.Message == CelEvaluator.OverBudget)
        {
            return "'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to "
                + $"call cost exceeds limit for rule: {rule}";
        }

        return error.Message == CelError.NoOverload.Message
            ? "'no such overload': call arguments did not match a supported operator, function or macro signature "
                + $"for rule: {rule}"
            : $"{error.Message} evaluating rule: {rule}";
    }

    private string MessageText() => Text("message") is { Length: > 0 } message ? message.Trim() : "failed rule: " + Source.Trim();

    private FieldError Failed(JsonNode? value, string path, Dictionary<string, object?> variables, CelBudget budget)
    {
        var detail = MessageText();
        if (_message is not null && MessageFault is null && _message.Run(variables, budget) is string text && text.Trim().Length > 0
            && !text.Contains('\n') && text.Length <= 5 * 1024)
        {
            detail = text.Trim();
        }

        var at = Text("fieldPath") is { Length: > 0 } fieldPath && RulePath.Find(fieldPath, _schema) is { Error: null } found
            ? EmbeddedObjects.Join(path, found.Text)
            : path;
        return Text("reason") switch
        {
            "FieldValueForbidden" => FieldError.Forbidden(at, detail),
            "FieldValueRequired" => FieldError.Required(at, detail),
            "FieldValueDuplicate" => new FieldError(at, FieldErrorType.Duplicate, Shown(value), ""),
            _ => FieldError.Invalid(at, Shown(value), detail),
        };
    }

    /// <summary>Scalars are shown, objects and lists are not.</summary>
    private static object? Shown(JsonNode? value) => value switch
    {
        JsonObject or JsonArray => FieldError.NoValue,
        _ => value?.DeepClone(),
    };

    private string Text(string name) => _rule[name] is JsonValue v && v.TryGetValue<string>(out var text) ? text : "";
}
