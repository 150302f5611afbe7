using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class EventKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "Event",
        Plural = "events",
        Singular = "event",
        ListKind = "EventList",
        ShortNames = ["ev"],
    };

    public override string TypeName => "io.k8s.api.core.v1.Event";

    public override bool AllowCreateOnUpdate => true;

    // Old Events are checked as they always were: any name that fits into a path.
    public override NameRule NameRule => NameRule.PathSegment;

    public override IReadOnlyList<Column> Columns => EventTable.Columns;

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) => EventTable.Cells(obj, now);

    public override IReadOnlyList<string> SelectableFields => EventRules.CoreFields;

    public override string SelectField(JsonObject obj, string field) => EventRules.Field(obj, field);

    public override void Default(JsonObject obj)
    {
        ObjectFields.Default(obj, "involvedObject", new JsonObject());
        ObjectFields.Default(obj, "source", new JsonObject());
        foreach (var field in (string[])["firstTimestamp", "lastTimestamp", "eventTime"])
        {
            obj.TryAdd(field, null);
        }

        ObjectFields.Default(obj, "reportingComponent", "");
        ObjectFields.Default(obj, "reportingInstance", "");
    }

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        EventRules.Validate(obj, "reportingComponent", errors);
}
