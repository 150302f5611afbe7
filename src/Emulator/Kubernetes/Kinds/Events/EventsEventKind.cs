using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class EventsEventKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "events.k8s.io",
        Version = "v1",
        Kind = "Event",
        Plural = "events",
        Singular = "event",
        ListKind = "EventList",
        ShortNames = ["ev"],
    };

    public override string TypeName => "io.k8s.api.events.v1.Event";

    // The shared core Event is what is checked.
    public override ResourceInfo ErrorResource => Resource with { Group = "", Version = "v1" };

    public override bool AllowCreateOnUpdate => true;

    // The same objects as core events, seen with other field names.
    public override string StorageKey => "events";

    public override string StorageApiVersion => "v1";

    public override IReadOnlyList<Column> Columns => EventTable.Columns;

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) => EventTable.Cells(EventRules.ToCore(obj), now);

    public override IReadOnlyList<string> SelectableFields => EventRules.NewFields;

    public override string SelectField(JsonObject obj, string field) => EventRules.Field(EventRules.ToCore(obj), field);

    public override string StoredField(string field) => field == "reportingController" ? "reportingComponent"
        : field.Replace("regarding.", "involvedObject.", StringComparison.Ordinal);

    public override void Default(JsonObject obj)
    {
        obj.TryAdd("eventTime", null);
        ObjectFields.Default(obj, "regarding", new JsonObject());
        ObjectFields.Default(obj, "deprecatedSource", new JsonObject());
        obj.TryAdd("deprecatedFirstTimestamp", null);
        obj.TryAdd("deprecatedLastTimestamp", null);
    }

    public override JsonObject ToStorage(JsonObject obj) => EventRules.ToCore(obj);

    public override JsonObject FromStorage(JsonObject obj) => EventRules.FromCore(obj);

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors)
    {
        var core = EventRules.ToCore(obj);
        EventRules.Validate(core, "reportingController", errors);
        EventRules.ValidateNew(core, errors);
    }

    public override void ValidateUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors) => EventRules.ValidateNewUpdate(EventRules.ToCore(obj), EventRules.ToCore(old), errors);
}
