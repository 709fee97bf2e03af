#include "EmogenClient.h"

#include "Components/AudioComponent.h"
#include "Components/SkeletalMeshComponent.h"
#include "IWebSocket.h"
#include "Kismet/GameplayStatics.h"
#include "Modules/ModuleManager.h"
#include "Serialization/JsonReader.h"
#include "Serialization/JsonSerializer.h"
#include "Sound/SoundWaveProcedural.h"
#include "WebSocketsModule.h"

UEmogenClient::UEmogenClient()
{
    PrimaryComponentTick.bCanEverTick = true;
}

void UEmogenClient::Connect()
{
    TMap<FString, FString> Headers;
    if (!Token.IsEmpty()) Headers.Add(TEXT("Authorization"), TEXT("Bearer ") + Token);
    FModuleManager::LoadModuleChecked<FWebSocketsModule>("WebSockets");
    Socket = FWebSocketsModule::Get().CreateWebSocket(Url + TEXT("/v1/perform"), TEXT(""), Headers);
    Socket->OnConnected().AddWeakLambda(this, [this] {
        const TSharedRef<FJsonObject> Start = MakeShared<FJsonObject>();
        Start->SetStringField(TEXT("type"), TEXT("start"));
        Start->SetNumberField(TEXT("fps"), 60);
        if (!Character.IsEmpty()) Start->SetStringField(TEXT("character"), Character);
        Send(Start);
    });
    Socket->OnConnectionError().AddWeakLambda(this, [this](const FString& Error) { OnError.Broadcast(Error); });
    Socket->OnMessage().AddWeakLambda(this, [this](const FString& Text) { Receive(Text); });
    Socket->OnBinaryMessage().AddWeakLambda(this, [this](const void* Data, SIZE_T Size, bool bLast) {
        Partial.Append(static_cast<const uint8*>(Data), Size);
        if (!bLast) return;
        if (Wave) Wave->QueueAudio(Partial.GetData(), Partial.Num());
        Partial.Reset();
    });
    Socket->Connect();
}

FString UEmogenClient::Say(const FString& Text, const FString& Emotion)
{
    const FString Id = FString::Printf(TEXT("unreal-%d"), ++Count);
    const TSharedRef<FJsonObject> Line = MakeShared<FJsonObject>();
    Line->SetStringField(TEXT("type"), TEXT("say"));
    Line->SetStringField(TEXT("id"), Id);
    Line->SetStringField(TEXT("text"), Text);
    if (!Emotion.IsEmpty()) Line->SetStringField(TEXT("emotion"), Emotion);
    Send(Line);
    return Id;
}

void UEmogenClient::Cancel()
{
    const TSharedRef<FJsonObject> Message = MakeShared<FJsonObject>();
    Message->SetStringField(TEXT("type"), TEXT("cancel"));
    Send(Message);
    Frames.Reset();
    if (Wave) Wave->ResetAudio();
}

void UEmogenClient::Send(const TSharedRef<FJsonObject>& Message)
{
    if (!Socket || !Socket->IsConnected()) return OnError.Broadcast(TEXT("not connected"));
    FString Text;
    FJsonSerializer::Serialize(Message, TJsonWriterFactory<>::Create(&Text));
    Socket->Send(Text);
}

void UEmogenClient::Receive(const FString& Text)
{
    TSharedPtr<FJsonObject> Message;
    if (!FJsonSerializer::Deserialize(TJsonReaderFactory<>::Create(Text), Message)) return;
    const FString Type = Message->GetStringField(TEXT("type"));
    if (Type == TEXT("ready"))
    {
        Curves.Reset();
        for (const auto& Name : Message->GetArrayField(TEXT("curves"))) Curves.Add(FName(Name->AsString()));
    }
    else if (Type == TEXT("begin")) Begin(Message->GetIntegerField(TEXT("rate")));
    else if (Type == TEXT("chunk"))
    {
        const TArray<TSharedPtr<FJsonValue>>* Words;
        if (Message->TryGetArrayField(TEXT("words"), Words))
            for (const auto& Word : *Words)
                OnWord.Broadcast(
                    Word->AsObject()->GetStringField(TEXT("text")), Word->AsObject()->GetNumberField(TEXT("start")));
        const TSharedPtr<FJsonObject>* Shown;
        if (Message->TryGetObjectField(TEXT("face"), Shown)) Take(**Shown);
    }
    else if (Type == TEXT("done") || Type == TEXT("cancelled"))
        OnLineOver.Broadcast(Message->GetStringField(TEXT("id")));
    else if (Type == TEXT("error")) OnError.Broadcast(Message->GetStringField(TEXT("message")));
}

void UEmogenClient::Begin(int32 Rate)
{
    Frames.Reset();
    Played = 0.0;
    if (Wave && Wave->GetSampleRateForCurrentPlatform() == Rate) return;
    Wave = NewObject<USoundWaveProcedural>(this);
    Wave->SetSampleRate(Rate);
    Wave->NumChannels = 1;
    Wave->Duration = INDEFINITELY_LOOPING_DURATION;
    Wave->bLooping = false;
    Audio = UGameplayStatics::SpawnSoundAttached(Wave, GetOwner()->GetRootComponent());
}

void UEmogenClient::Take(const FJsonObject& Shown)
{
    const double First = Shown.GetNumberField(TEXT("first"));
    const double Fps = Shown.GetNumberField(TEXT("fps"));
    const TArray<TSharedPtr<FJsonValue>>* Rows;
    if (!Shown.TryGetArrayField(TEXT("curves"), Rows)) return;
    for (int32 Index = 0; Index < Rows->Num(); ++Index)
    {
        FFrame& Frame = Frames.AddDefaulted_GetRef();
        Frame.Time = (First + Index) / Fps;
        for (const auto& Value : (*Rows)[Index]->AsArray()) Frame.Row.Add(Value->AsNumber());
    }
}

void UEmogenClient::TickComponent(float Delta, ELevelTick Tick, FActorComponentTickFunction* Function)
{
    Super::TickComponent(Delta, Tick, Function);
    if (Frames.IsEmpty()) return;
    Played += Delta;
    while (Frames.Num() > 1 && Frames[1].Time <= Played) Frames.RemoveAt(0);
    for (int32 Index = 0; Face && Index < Curves.Num() && Index < Frames[0].Row.Num(); ++Index)
        Face->SetMorphTarget(Curves[Index], Frames[0].Row[Index]);
}

void UEmogenClient::EndPlay(const EEndPlayReason::Type Reason)
{
    if (Socket) Socket->Close();
    Super::EndPlay(Reason);
}
